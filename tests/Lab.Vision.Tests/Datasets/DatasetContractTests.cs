using Lab.Testing;
using Lab.Vision.Tests.Support;
using SkiaSharp;

namespace Lab.Vision.Tests.Datasets;

/// <summary>The data sets of images, with their collator, keep the contract of data sets.</summary>
[NonParallelizable]
public sealed class DatasetContractTests
{
    private static readonly ImagePipeline Pipeline = new(
        new TransformPipeline(new Resize(20, 16), new RandomCrop(16, 12), new RandomHorizontalFlip(), new ColorJitter(0.2, 0.2)), new ImagePreprocessing(16, 12));

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        for (var i = 0; i < 7; i++)
        {
            using var image = Pictures.Noise(30, 25, $"picture {i}");
            _folder.Write($"{(i % 2 == 0 ? "cat" : "dog")}/{i}.png", Pictures.Encode(image, SKEncodedImageFormat.Png));
        }
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_folder_of_images_keeps_the_contract() =>
        DatasetContract.Check(new ImageFolderDataset(_folder.Path, Path.GetFileName), new ClassificationImageCollator(Pipeline));

    [Test]
    public void A_manifest_keeps_the_contract_with_a_file_that_is_no_image()
    {
        _folder.Write("broken.png", "no image");
        var manifest = _folder.Write("m.csv", "path,label,group\ncat/0.png,cat,a\ndog/1.png,dog,b\nbroken.png,dog,\n");

        DatasetContract.Check(new CsvManifestDataset(manifest));
    }

    [Test]
    public void A_subset_keeps_the_contract() =>
        DatasetContract.Check(new Subset<ImageSample>(new ImageFolderDataset(_folder.Path), [5, 1, 3]), new ClassificationImageCollator(Pipeline));
}
