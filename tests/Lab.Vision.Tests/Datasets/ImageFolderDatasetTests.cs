using Lab.Tests;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Datasets;

public sealed class ImageFolderDatasetTests
{
    [Test]
    public void Classes_and_files_come_in_ordinal_order_and_litter_is_passed_over()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in new[] { "b/2.JPG", "b/10.png", "a/x/deep.webp", "a/z.bmp", "Z/1.jpeg", "b/._2.jpg", "b/.DS_Store", "b/notes.txt", "b/placeholder.gif", ".cache/1.jpg", "stray.jpg" })
        {
            folder.Write(file, "content is not read");
        }

        var dataset = new ImageFolderDataset(folder.Path);

        Assert.That(dataset.ClassNames, Is.EqualTo(new[] { "Z", "a", "b" }));
        Assert.That(
            Enumerable.Range(0, dataset.Count).Select(index => $"{dataset.Describe(index)}={dataset.ClassOf(index)}"),
            Is.EqualTo(new[] { "Z/1.jpeg=0", "a/z.bmp=1", "a/x/deep.webp=1", "b/10.png=2", "b/2.JPG=2" }));
        Assert.That(dataset[0], Is.EqualTo(new ImageSample(Path.Combine(folder.Path, "Z", "1.jpeg"), 0)));
        Assert.That(dataset.GroupOf(0), Is.Null);
    }

    [Test]
    public void Groups_come_from_the_path()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a/anna_1.jpg", "x");

        var dataset = new ImageFolderDataset(folder.Path, path => Path.GetFileName(path).Split('_')[0]);

        Assert.That(dataset.GroupOf(0), Is.EqualTo("anna"));
    }

    [Test]
    public void A_missing_folder_is_named()
    {
        Assert.That(() => new ImageFolderDataset("no/such/folder"), Throws.TypeOf<LabValidationException>().With.Message.Contains(Path.GetFullPath("no/such/folder")));
    }

    [Test]
    public void A_folder_without_classes_is_named()
    {
        using var folder = new TemporaryFolder();
        folder.Write("image.jpg", "x");

        Assert.That(() => new ImageFolderDataset(folder.Path), Throws.TypeOf<LabValidationException>().With.Message.Contains(folder.Path));
    }

    [Test]
    public void Every_empty_class_is_named()
    {
        using var folder = new TemporaryFolder();
        folder.Write("full/1.jpg", "x");
        folder.Write("empty/readme.txt", "x");
        folder.Write("hollow/.hidden.jpg", "x");

        var failure = Assert.Throws<LabValidationException>(() => _ = new ImageFolderDataset(folder.Path))!;

        Assert.That(failure.Problems, Has.Count.EqualTo(2));
        Assert.That(failure.Problems[0], Does.Contain("empty"));
        Assert.That(failure.Problems[1], Does.Contain("hollow"));
    }

    [Test]
    public void Declared_classes_keep_their_numbers_and_every_difference_is_named()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a/1.jpg", "x");
        folder.Write("b/1.jpg", "x");

        Assert.That(new ImageFolderDataset(folder.Path, classNames: ["b", "a"]).ClassOf(0), Is.Zero);
        var failure = Assert.Throws<LabValidationException>(() => _ = new ImageFolderDataset(folder.Path, classNames: ["a", "c"]))!;
        Assert.That(failure.Problems, Has.Count.EqualTo(2));
        Assert.That(failure.Problems[0], Does.Contain($"{Path.DirectorySeparatorChar}b'").And.Contain("a, c"));
        Assert.That(failure.Problems[1], Does.Contain($"{Path.DirectorySeparatorChar}c'"));
    }

    [TestCase("train", 244)]
    [TestCase("val", 153)]
    public void Ants_and_bees_are_all_found(string side, int count)
    {
        var dataset = new ImageFolderDataset(SharedFiles.Require($"data/hymenoptera/{side}"));

        Assert.That(dataset.Count, Is.EqualTo(count));
        Assert.That(dataset.ClassNames, Is.EqualTo(new[] { "ants", "bees" }));
    }
}
