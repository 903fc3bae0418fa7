using System.Security.Cryptography;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Transforms;

/// <summary>Every ready operation: it can be printed, written, read back, and then gives the same bytes. Its bytes are the same on every machine.</summary>
public sealed class ReadyOperationsTests
{
    // With the start of the SHA-256 of what it makes of a made picture of 37 x 29 pixels. Those of brightness, contrast and saturation are torchvision 0.14's.
    private static readonly (ImageOperation Operation, string Hash)[] Operations =
    [
        (new CropOperation(-3, 4, 30, 30, new RgbColor(1, 2, 3)), "d463c2fe85c0de6d"),
        (new ResizeOperation(21, 40, ResampleFilter.Lanczos), "cba4abd44154384e"),
        (new FlipOperation(Horizontal: true, Vertical: true), "53cc3a9bd0c7832b"),
        (new WarpOperation(ProjectiveMap.Affine(18.5, 14.5, 33, 1, -2, 1.3, 5, -5), 37, 29, WarpFilter.Bilinear, WarpEdge.Repeat), "78594b5b88bd3a65"),
        (new WarpOperation(ProjectiveMap.FromPoints([(3, 1), (30, 0), (36, 27), (0, 20)], [(0, 0), (36, 0), (36, 28), (0, 28)]), 37, 29, WarpFilter.Bicubic, fill: new RgbColor(9, 8, 7)), "8211495db05bf000"),
        (new BrightnessOperation(1.3f), "9ada81211f162f5e"),
        (new ContrastOperation(0.6f), "09690aa8917d36a2"),
        (new SaturationOperation(1.9f), "8d09cc83b48f45d9"),
        (new HueOperation(-0.3f), "53d761c320a74850"),
        (new SharpnessOperation(2.5f), "168ebd0304b0cb9b"),
        (new GrayscaleOperation(), "543dd9b3e56aaf76"),
        (new BrightnessContrastOperation(1.1f, -0.2f), "b5715bf6f363e1d3"),
        (new HsvShiftOperation(0.1f, 0.2f, -0.1f), "7a2715e79b20ab2b"),
        (new GaussianBlurOperation(7, 1.1), "ab5402a0c49b2063"),
        (new GaussianNoiseOperation(0.07, new RandomKey(0xFEDC_BA98_7654_3210)), "80d54b6b59b3ad73"),
        (new EqualizeOperation(), "0e5db7d6d9d1ee43"),
        (new AutoContrastOperation(), "488df984fc22c64f"),
        (new InvertOperation(), "0cde4e11d9d01a3a"),
        (new PosterizeOperation(3), "ddb410007f2cf12a"),
        (new SolarizeOperation(100.5f), "a37f8c35c3a64838"),
        (new ClaheOperation(3.5, 5, 4), "0cadef3ed1bdde56"),
        (new EraseOperation(30, -2, 20, 10, new RgbColor(200, 100, 50)), "d33bd2f270b395c4"),
        (new EraseOperation(5, 6, 20, 10, Noise: new RandomKey(42)), "4abb2c256d74b413"),
        (new JpegOperation(40), "6d161023bcfcada8"),
        (new MixOperation(0.25f, [new MixChain(0.5f, [new InvertOperation(), new FlipOperation(true)]), new MixChain(0.25f, [])]), "9ffff51590f58389"),
    ];

    [Test]
    [SetCulture("de-DE")]
    public void Operations_print_numbers_alike_in_every_culture()
    {
        Assert.That($"{new HueOperation(-0.25f)}", Is.EqualTo("HueOperation { Turns = -0.25 }"));
        Assert.That($"{new GaussianBlurOperation(7, 1.1)}", Is.EqualTo("GaussianBlurOperation { Size = 7, Deviation = 1.1 }"));
        Assert.That($"{new InvertOperation()}", Is.EqualTo("InvertOperation { }"));
        Assert.That(
            $"{new MixOperation(0.25f, [new MixChain(0.5f, [new HueOperation(0.5f)])])}",
            Is.EqualTo("MixOperation { Weight = 0.25, 0.5 of [HueOperation { Turns = 0.5 }] }"));
    }

    private static IEnumerable<TestCaseData> Cases => Operations.Select(entry => new TestCaseData(entry.Operation, entry.Hash).SetArgDisplayNames(entry.Operation.ToString()));

    [TestCaseSource(nameof(Cases))]
    public void It_is_read_back_from_JSON_and_gives_the_same_bytes(ImageOperation operation, string hash)
    {
        using var image = Pictures.Made(37, 29);
        var plan = new TransformPlan(image.Size);
        plan.Add(operation);
        using var result = plan.Run(image);

        var json = TransformPlanJson.Write(plan);
        var back = TransformPlanJson.Read(json);
        using var again = back.Run(image);

        Assert.That(back.Operations, Is.EqualTo(plan.Operations), json);
        Assert.That(again.Pixels.ToArray(), Is.EqualTo(result.Pixels.ToArray()));
        Assert.That(plan.ToString(), Is.EqualTo(back.ToString()).And.StartsWith(operation.GetType().Name));
        Assert.That(Convert.ToHexStringLower(SHA256.HashData(result.Pixels))[..16], Is.EqualTo(hash));
    }

    [TestCaseSource(nameof(Cases))]
    public void It_copes_with_an_image_of_one_pixel_and_of_one_row(ImageOperation operation, string hash)
    {
        foreach (var (width, height) in new[] { (1, 1), (5, 1), (1, 4), (2, 2) })
        {
            using var image = Pictures.Made(width, height);
            var plan = new TransformPlan(image.Size);
            plan.Add(operation);
            using var result = plan.Run(image);
            Assert.That(result.Size, Is.EqualTo(operation.OutputSize(image.Size)), hash);
        }
    }

    [Test]
    public void No_ready_operation_is_left_out() => Assert.That(
        Operations.Select(entry => entry.Operation.GetType()).Distinct(),
        Is.EquivalentTo(typeof(ImageOperation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ImageOperation)) && !type.IsAbstract)));

    [Test]
    public void An_operation_of_ones_own_is_read_where_its_type_is_named()
    {
        var plan = new TransformPlan(new ImageSize(4, 4));
        plan.Add(new Darken(3));
        var json = TransformPlanJson.Write(plan);

        Assert.That(json, Does.Contain("\"operation\":\"darken\""));
        Assert.That(TransformPlanJson.Read(json, typeof(Darken)).Operations, Is.EqualTo(plan.Operations));
        Assert.That(() => TransformPlanJson.Read(json), Throws.TypeOf<LabException>().With.Message.Contains("darken"));
    }

    [TestCase("")]
    [TestCase("[1]")]
    [TestCase("null")]
    [TestCase("""{"input":{"width":4,"height":4}}""")]
    [TestCase("""{"input":{"width":0,"height":4},"operations":[]}""")]
    [TestCase("""{"input":{"width":4,"height":4},"operations":[null]}""")]
    [TestCase("""{"input":{"width":4,"height":4},"operations":[{"operation":"crop","left":1}]}""")]
    [TestCase("""{"input":{"width":4,"height":4},"operations":[{"operation":"resize","width":-4,"height":4,"filter":"bilinear"}]}""")]
    public void What_is_no_plan_is_refused(string json) =>
        Assert.That(() => TransformPlanJson.Read(json), Throws.TypeOf<LabException>().With.Message.Contains("no plan"));

    private sealed record Darken(int By) : PixelOperation
    {
        public override void Apply(RgbImage image)
        {
            foreach (ref var pixel in image.Pixels)
            {
                pixel = (byte)Math.Max(0, pixel - By);
            }
        }
    }
}
