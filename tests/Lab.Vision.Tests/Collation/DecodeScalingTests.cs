using System.Globalization;
using CsCheck;
using Lab.Options;
using Lab.Tests;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Collation;

/// <summary>Decoding at reduced size: when it happens, and how far its pixels are from the exact ones.</summary>
public sealed class DecodeScalingTests
{
    // Of 384 x 512 pixels.
    [TestCase(96, 128, 2, 2)]
    [TestCase(97, 128, 2, 1)]
    [TestCase(96, 129, 2, 1)]
    [TestCase(48, 64, 2, 4)]
    [TestCase(20, 30, 2, 8)]
    [TestCase(5, 5, 2, 8)]
    [TestCase(384, 512, 2, 1)]
    [TestCase(384, 100, 2, 1)]
    [TestCase(192, 256, 1, 2)]
    [TestCase(193, 256, 1, 1)]
    [TestCase(96, 128, 1, 4)]
    [TestCase(96, 129, 1, 2)]
    [TestCase(48, 64, 1, 8)]
    [TestCase(49, 64, 1, 4)]
    [TestCase(384, 512, 1, 1)]
    [TestCase(384, 100, 1, 1)]
    [TestCase(400, 600, 1, 1)]
    [TestCase(128, 170, 1.5, 2)]
    [TestCase(129, 170, 1.5, 1)]
    [TestCase(128, 171, 1.5, 1)]
    [TestCase(64, 85, 1.5, 4)]
    [TestCase(5, 5, 1000, 1)]
    [TestCase(5, 5, double.MaxValue, 1)]
    [TestCase(5, 5, double.PositiveInfinity, 1)]
    public void The_resize_is_left_a_reduction_by_the_gap_or_more(int width, int height, double gap, int expected) =>
        Assert.That(Plan(new ResizeOperation(width, height)).HighestReduction(gap), Is.EqualTo(expected));

    // 2.2 is 2 times 1.1, and 352 is 2.2 times 160: in binary none of them is exact but the whole ones.
    [Test]
    public void Fractions_that_are_not_exact_in_binary_fit_exactly([Values(1.1, 1.2, 1.3, 1.7, 2.3)] double gap)
    {
        var plan = new TransformPlan(new ImageSize((int)Math.Round(320 * gap), (int)Math.Round(640 * gap)));
        plan.Add(new ResizeOperation(160, 320));

        Assert.That(plan.HighestReduction(gap), Is.EqualTo(2));
        Assert.That(plan.HighestReduction(Math.BitIncrement(gap)), Is.EqualTo(1));
    }

    [Test]
    public void What_is_decoded_has_the_needed_size_times_the_gap_and_a_smaller_one_would_not()
    {
        var side = Gen.Int[1, 2000];

        // Quarters, so that products are exact.
        var gaps = Gen.Int[4, 20].Select(quarters => quarters / 4.0);
        Gen.Select(side, side, side, side, gaps).Sample((width, height, neededWidth, neededHeight, gap) =>
        {
            var plan = new TransformPlan(new ImageSize(width, height));
            plan.Add(new ResizeOperation(neededWidth, neededHeight));
            var reduction = plan.HighestReduction(gap);
            bool LeavesEnough(int by) => width >= by * gap * neededWidth && height >= by * gap * neededHeight;
            var decoded = plan.InputSize.DividedBy(reduction);
            return reduction == 1
                ? !LeavesEnough(2)
                : LeavesEnough(reduction) && (reduction == 8 || !LeavesEnough(2 * reduction)) && decoded.Width >= gap * neededWidth && decoded.Height >= gap * neededHeight;
        });
    }

    [Test]
    public void A_higher_gap_never_reduces_further()
    {
        var side = Gen.Int[1, 2000];
        var gap = Gen.Double[1, 10];
        Gen.Select(side, side, side, side, gap, gap).Sample((width, height, neededWidth, neededHeight, one, other) =>
        {
            var plan = new TransformPlan(new ImageSize(width, height));
            plan.Add(new ResizeOperation(neededWidth, neededHeight));
            return plan.HighestReduction(Math.Max(one, other)) <= plan.HighestReduction(Math.Min(one, other));
        });
    }

    [Test]
    public void A_gap_below_one_or_of_no_number_is_refused([Values(0.999, 0, -2, double.NaN, double.NegativeInfinity)] double gap)
    {
        Assert.That(
            () => new ImagePipeline(new ImagePreprocessing(8, 8)) { ReducingGap = gap },
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains(nameof(ImagePipeline.ReducingGap)).And.Message.Contains("1 or more"));
        var text = gap.ToString(CultureInfo.InvariantCulture);
        Assert.That(() => Bind(text), Throws.TypeOf<LabValidationException>().With.Message.Contains($"--reducing-gap {text}: must be a number of at least 1."));
    }

    [Test]
    public void The_option_is_two_unless_it_is_set_and_is_recorded()
    {
        Assert.That(new ImagePipeline(new ImagePreprocessing(8, 8)).ReducingGap, Is.EqualTo(2));
        foreach (var (text, gap) in new[] { (null, 2.0), ("1", 1), ("1.5", 1.5), ("Infinity", double.PositiveInfinity) })
        {
            var bound = Bind(text);
            Assert.That(((ImageDecodingOptions)bound.Get(typeof(ImageDecodingOptions))).ReducingGap, Is.EqualTo(gap));
            Assert.That(bound.Texts["reducing-gap"], Is.EqualTo(text ?? "2"));
        }

        Assert.That(() => Bind("wide"), Throws.TypeOf<LabValidationException>().With.Message.Contains("--reducing-gap wide"));
    }

    [Test]
    public void Crops_count_flips_do_not_and_whatever_needs_the_pixels_themselves_forbids_it()
    {
        var resize = new ResizeOperation(40, 40);
        Assert.That(Plan(new CropOperation(10, 10, 200, 200), new FlipOperation(true), resize, new BrightnessOperation(1)).HighestReduction(2), Is.EqualTo(2));
        Assert.That(Plan(new CropOperation(10, 10, 200, 200), resize).HighestReduction(1.25), Is.EqualTo(4));
        Assert.That(Plan(new CropOperation(-10, 10, 200, 200), resize).HighestReduction(1), Is.EqualTo(1), "a border takes part in the resize");
        Assert.That(Plan(new BrightnessOperation(1), resize).HighestReduction(1), Is.EqualTo(1));
        Assert.That(Plan(new FlipOperation(true), new WarpOperation(ProjectiveMap.Identity, 384, 512), resize).HighestReduction(1), Is.EqualTo(1), "a warp wants the pixels themselves");
        Assert.That(Plan(resize, new BrightnessOperation(1), new WarpOperation(ProjectiveMap.Identity, 40, 40)).HighestReduction(1), Is.EqualTo(8), "one behind a pixel operation does not");
        Assert.That(Plan(new CropOperation(0, 0, 10, 10)).HighestReduction(1), Is.EqualTo(1));
        Assert.That(Plan().HighestReduction(1), Is.EqualTo(1));
    }

    [Test]
    public void It_happens_in_training_or_always_or_never()
    {
        foreach (var (scaling, gap, train, validation) in new[]
        {
            (DecodeScaling.Training, 2.0, 2, 1), (DecodeScaling.Always, 2, 2, 2), (DecodeScaling.Never, 2, 1, 1), (DecodeScaling.Training, 1.25, 4, 1), (DecodeScaling.Always, 1.25, 4, 4), (DecodeScaling.Never, 1.25, 1, 1),
        })
        {
            var pipeline = new ImagePipeline(new ImagePreprocessing(8, 8)) { Scaling = scaling, ReducingGap = gap };
            int Reduction(Phase phase) => new PlannedImage(pipeline, phase, RandomKey.FromSeed(1)).ReductionFor(new ImageSize(40, 40));
            Assert.That((Reduction(Phase.Train), Reduction(Phase.Validation), Reduction(Phase.Predict)), Is.EqualTo((train, validation, validation)), $"{scaling}, {gap}");
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

    // What is decoded is what the transforms make: nothing is left to the resize.
    [Test]
    public void An_exact_fit_leaves_the_decoded_pixels_as_they_are()
    {
        using var picture = Support.Pictures.Made(160, 96);
        var file = Support.Pictures.EncodeJpeg(picture, 90, SkiaSharp.SKJpegEncoderDownsample.Downsample420);
        foreach (var reduction in new[] { 2, 4, 8 })
        {
            var size = new ImageSize(160 / reduction, 96 / reduction);
            var request = new PlannedImage(new ImagePipeline(new ImagePreprocessing(size.Width, size.Height)) { Scaling = DecodeScaling.Always, ReducingGap = 1 }, Phase.Test, RandomKey.FromSeed(1));
            using var image = ImageDecoder.Fastest.Decode(file, "memory", request);
            using var result = request.Run(image);

            Assert.That(image.Size, Is.EqualTo(size));
            Assert.That(result.Pixels.SequenceEqual(image.Pixels), Is.True);
        }
    }

    private static BoundOptions Bind(string? gap)
    {
        var catalog = new OptionCatalog();
        catalog.AddClass<ImageDecodingOptions>(null);
        return new BoundOptions(catalog, name => name == "reducing-gap" ? gap : null);
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
