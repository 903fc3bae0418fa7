using Lab.Tests;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Collation;

/// <summary>Decoding at reduced size: when it happens, and how far its pixels are from the exact ones.</summary>
public sealed class DecodeScalingTests
{
    [TestCase(96, 128, 2)]
    [TestCase(97, 128, 1)]
    [TestCase(48, 64, 4)]
    [TestCase(20, 30, 8)]
    [TestCase(5, 5, 8)]
    [TestCase(384, 512, 1)]
    [TestCase(384, 100, 1)]
    public void The_resize_is_left_a_reduction_by_two_or_more(int width, int height, int expected) =>
        Assert.That(Plan(new ResizeOperation(width, height)).HighestReduction(), Is.EqualTo(expected));

    [Test]
    public void Crops_count_flips_do_not_and_whatever_needs_the_pixels_themselves_forbids_it()
    {
        var resize = new ResizeOperation(40, 40);
        Assert.That(Plan(new CropOperation(10, 10, 200, 200), new FlipOperation(true), resize, new BrightnessOperation(1)).HighestReduction(), Is.EqualTo(2));
        Assert.That(Plan(new CropOperation(-10, 10, 200, 200), resize).HighestReduction(), Is.EqualTo(1), "a border takes part in the resize");
        Assert.That(Plan(new BrightnessOperation(1), resize).HighestReduction(), Is.EqualTo(1));
        Assert.That(Plan(new CropOperation(0, 0, 10, 10)).HighestReduction(), Is.EqualTo(1));
        Assert.That(Plan().HighestReduction(), Is.EqualTo(1));
    }

    [Test]
    public void It_happens_in_training_or_always_or_never()
    {
        foreach (var (scaling, train, validation) in new[] { (DecodeScaling.Training, 2, 1), (DecodeScaling.Always, 2, 2), (DecodeScaling.Never, 1, 1) })
        {
            var pipeline = new ImagePipeline(new ImagePreprocessing(8, 8)) { Scaling = scaling };
            int Reduction(Phase phase) => new PlannedImage(pipeline, phase, RandomKey.FromSeed(1)).ReductionFor(new ImageSize(40, 40));
            Assert.That((Reduction(Phase.Train), Reduction(Phase.Validation), Reduction(Phase.Predict)), Is.EqualTo((train, validation, validation)), $"{scaling}");
        }

        Assert.That(new ImagePipeline(new ImagePreprocessing(8, 8)).Scaling, Is.EqualTo(DecodeScaling.Never));
    }

    // The bounds of the guide: mean difference below 1.5 of 255, PSNR above 38 dB, for photographs.
    [Test]
    public void Photographs_come_out_as_good_as_the_same([Values] bool crop)
    {
        var files = Directory.GetFiles(SharedFiles.Require("data/hymenoptera/val"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(24).ToArray();
        Transform transform = crop
            ? new TransformPipeline(new RandomResizedCrop(40, 48, minimumArea: 0.5), new RandomHorizontalFlip())
            : new Resize(56, 64);
        var worst = double.MaxValue;
        foreach (var (file, index) in files.Select((file, index) => (file, index)))
        {
            var (fast, reduced) = Planes(file, transform, index, DecodeScaling.Always);
            var (exact, _) = Planes(file, transform, index, DecodeScaling.Never);
            Assert.That(reduced, Is.True, file);
            Assert.That(fast.Zip(exact, (a, b) => (double)Math.Abs(a - b)).Average(), Is.LessThan(1.5), file);
            worst = Math.Min(worst, -10 * Math.Log10(fast.Zip(exact, (a, b) => Math.Pow(a - b, 2)).Average() / (255 * 255)));
        }

        TestContext.Out.WriteLine($"lowest PSNR {worst:f1} dB");
        Assert.That(worst, Is.GreaterThan(38));
    }

    private static (byte[] Planes, bool Reduced) Planes(string file, Transform transform, int sample, DecodeScaling scaling)
    {
        var size = transform.PlanFor(new ImageSize(300, 300), RandomKey.FromSeed(1)).OutputSize;
        var request = new PlannedImage(new ImagePipeline(transform, new ImagePreprocessing(size.Width, size.Height)) { Scaling = scaling }, Phase.Train, RandomKey.FromSeed(sample));
        using var whole = SkiaImageDecoder.Default.Decode(file);
        using var image = SkiaImageDecoder.Default.Decode(file, request);
        var planes = new byte[3 * size.Width * size.Height];
        request.Write(image, planes);
        return (planes, image.Size != whole.Size);
    }

    private static TransformPlan Plan(params ImageOperation[] operations)
    {
        var plan = new TransformPlan(new ImageSize(384, 512));
        foreach (var operation in operations)
        {
            plan.Add(operation);
        }

        return plan;
    }
}
