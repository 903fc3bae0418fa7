using System.Runtime.InteropServices;
using Lab.Vision.Tests.Support;
using SkiaSharp;

namespace Lab.Vision.Tests.Collation;

public sealed class ClassificationImageCollatorTests
{
    private static readonly ImagePipeline Pipeline = new(
        new TransformPipeline(new RandomCrop(8, 6), new RandomHorizontalFlip()), new ImagePreprocessing(8, 6));

    [Test]
    public void Images_arrive_normalised_and_targets_as_whole_numbers()
    {
        using var folder = new TemporaryFolder();
        using var image = Pictures.Noise(8, 6);
        var path = folder.Write("a.png", Pictures.Encode(image, SKEncodedImageFormat.Png));
        var collator = new ClassificationImageCollator(new ImagePipeline(new ImagePreprocessing(8, 6) { Normalization = ImageNormalization.Unit }));

        var (input, target) = Collate(collator, Phase.Validation, new ImageSample(path, 4), new ImageSample(path, 2));

        Assert.That(target, Is.EqualTo(new long[] { 4, 2 }));
        var planes = Enumerable.Range(0, 3).SelectMany(channel => image.Pixels.ToArray().Where((_, index) => index % 3 == channel)).Select(value => value / 255f).ToArray();
        Assert.That(input, Is.EqualTo(planes.Concat(planes)).Within(1e-6f));
    }

    [Test]
    public void Augmentation_depends_on_the_samples_key_and_happens_in_training_only()
    {
        using var folder = new TemporaryFolder();
        using var image = Pictures.Noise(20, 20);
        var sample = new ImageSample(folder.Write("a.png", Pictures.Encode(image, SKEncodedImageFormat.Png)), 0);
        var collator = new ClassificationImageCollator(Pipeline);

        var train = Collate(collator, Phase.Train, sample, sample, sample).Input.Chunk(3 * 8 * 6).ToArray();
        var again = Collate(collator, Phase.Train, sample, sample, sample).Input.Chunk(3 * 8 * 6).ToArray();
        var validation = Collate(collator, Phase.Validation, sample, sample).Input.Chunk(3 * 8 * 6).ToArray();

        Assert.That(train, Is.EqualTo(again));
        Assert.That(train[0], Is.Not.EqualTo(train[1]));
        Assert.That(validation[0], Is.EqualTo(validation[1]));
    }

    [Test]
    public void A_missing_label_is_an_error_except_when_predicting()
    {
        using var folder = new TemporaryFolder();
        using var image = Pictures.Noise(8, 6);
        var sample = new ImageSample(folder.Write("a.png", Pictures.Encode(image, SKEncodedImageFormat.Png)));
        var collator = new ClassificationImageCollator(Pipeline);

        Assert.That(Collate(collator, Phase.Predict, sample).Target, Is.EqualTo(new[] { ClassificationImageCollator.Unlabelled }));
        Assert.That(() => Collate(collator, Phase.Test, sample), Throws.TypeOf<LabException>().With.Message.Contains("a.png"));
    }

    [Test]
    public void An_unreadable_file_is_named()
    {
        var collator = new ClassificationImageCollator(Pipeline);

        Assert.That(
            () => Collate(collator, Phase.Train, new ImageSample("nowhere/gone.jpg", 0)),
            Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("nowhere/gone.jpg"));
    }

    [Test]
    public void A_preview_shows_the_pixels_that_training_sees_and_says_what_was_done_to_them()
    {
        using var folder = new TemporaryFolder();
        using var image = Pictures.Made(20, 20);
        var sample = new ImageSample(folder.Write("a.png", Pictures.Encode(image, SKEncodedImageFormat.Png)), 0);
        var collator = new ClassificationImageCollator(new ImagePipeline(Pipeline.Train, new ImagePreprocessing(8, 6) { Normalization = ImageNormalization.Unit }));

        var preview = collator.Augmented(sample, RandomKey.FromSeed(3).Derive(0));
        using var shown = SkiaImageDecoder.Default.Decode(preview.Png.ToArray(), "preview");
        var planes = Enumerable.Range(0, 3).SelectMany(channel => shown.Pixels.ToArray().Where((_, index) => index % 3 == channel)).Select(value => value / 255f).ToArray();
        Assert.That(planes, Is.EqualTo(Collate(collator, Phase.Train, sample).Input).Within(1e-6f));
        Assert.That(preview.Caption[0], Does.StartWith("Crop Left = ").And.EndsWith("Fill = #000000"));

        var original = collator.Original(sample);
        using var small = SkiaImageDecoder.Default.Decode(original.Png.ToArray(), "original");
        Assert.That((small.Width, small.Height), Is.EqualTo((6, 6)));
        Assert.That(original.Caption, Is.EqualTo(new[] { "a.png", "20 x 20" }));
    }

    [TestCase(0.123456789f, "Brightness Factor = 0.123")]
    [TestCase(1.5f, "Brightness Factor = 1.5")]
    [TestCase(1234.567f, "Brightness Factor = 1235")]
    [TestCase(1.23456e-5f, "Brightness Factor = 1.23E-05")]
    [TestCase(1234f, "Brightness Factor = 1234")]
    public void A_caption_has_as_many_digits_as_the_eye_needs(float factor, string caption)
    {
        using var folder = new TemporaryFolder();
        using var image = Pictures.Made(8, 6);
        var sample = new ImageSample(folder.Write("a.png", Pictures.Encode(image, SKEncodedImageFormat.Png)), 0);
        var collator = new ClassificationImageCollator(new ImagePipeline(new TransformPipeline(new FixedOperation(new BrightnessOperation(factor))), new ImagePreprocessing(8, 6)));

        Assert.That(collator.Augmented(sample, RandomKey.FromSeed(3)).Caption, Is.EqualTo(new[] { caption }));
    }

    private static unsafe (float[] Input, long[] Target) Collate(ClassificationImageCollator collator, Phase phase, params ImageSample[] samples)
    {
        var slabs = collator.Fields.Select(field => (IntPtr)NativeMemory.Alloc((nuint)(field.ByteCount * samples.Length))).ToArray();
        try
        {
            for (var slot = 0; slot < samples.Length; slot++)
            {
                collator.Write(samples[slot], new SampleWriter(slabs, slot, slot, phase, RandomKey.FromSeed(3).Derive(slot)));
            }

            using var scope = torch.NewDisposeScope();
            var tensors = collator.Fields.Select((field, index) =>
            {
                var tensor = torch.zeros([samples.Length, .. field.Shape], field.Type);
                new Span<byte>((void*)slabs[index], field.ByteCount * samples.Length).CopyTo(tensor.bytes);
                return tensor;
            }).ToArray();
            var batch = new BatchTensors(tensors, samples.Length, torch.CPU);
            return (collator.ReadInput(batch).data<float>().ToArray(), collator.ReadTarget(batch).data<long>().ToArray());
        }
        finally
        {
            foreach (var slab in slabs)
            {
                NativeMemory.Free((void*)slab);
            }
        }
    }
}
