using CsCheck;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Transforms;

public sealed class TransformPlanTests
{
    private static readonly Gen<ImageOperation> Crops =
        Gen.Select(Gen.Int[-9, 20], Gen.Int[-9, 20], Gen.Int[1, 40], Gen.Int[1, 40], Gen.Byte).Select((left, top, width, height, red) =>
            (ImageOperation)new CropOperation(left, top, width, height, new RgbColor(red, 7, 9)));

    private static readonly Gen<ImageOperation> Flips = Gen.Select(Gen.Bool, Gen.Bool).Select((x, y) => (ImageOperation)new FlipOperation(x, y));

    private static readonly Gen<ImageOperation> Resizes =
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Enum<ResampleFilter>()).Select((width, height, filter) => (ImageOperation)new ResizeOperation(width, height, filter));

    [Test]
    public void One_resampling_gives_the_bytes_of_one_operation_after_the_other()
    {
        var moves = Gen.OneOf(Crops, Flips).List[0, 4];
        Gen.Select(moves, Resizes, moves, Gen.Int[1, 30], Gen.Int[1, 30]).Sample((before, resize, after, width, height) =>
        {
            using var image = Pictures.Noise(width, height);
            List<ImageOperation> operations = [.. before, resize, .. after];
            return Together(image, operations).SequenceEqual(OneByOne(image, operations));
        }, iter: 2000);
    }

    [Test]
    public void Planes_hold_the_same_bytes_channel_by_channel()
    {
        Gen.Select(Gen.OneOf(Crops, Flips, Resizes, Gen.Const<ImageOperation>(new BrightnessOperation(1.2f))).List[0, 5], Gen.Int[1, 30], Gen.Int[1, 30]).Sample((operations, width, height) =>
        {
            using var image = Pictures.Noise(width, height);
            var plan = Plan(image, operations);
            var interleaved = Together(image, operations);
            var planes = new byte[interleaved.Length];
            plan.RunToPlanes(image, planes);
            return planes.SequenceEqual(Enumerable.Range(0, 3).SelectMany(channel => interleaved.Where((_, index) => index % 3 == channel)));
        }, iter: 500);
    }

    [Test]
    public void Two_resizes_become_one_that_looks_the_same()
    {
        using var image = Pictures.Ramp(120, 90);
        List<ImageOperation> operations = [new ResizeOperation(60, 45), new CropOperation(7, 5, 40, 30), new FlipOperation(true, true), new ResizeOperation(20, 16)];
        var (together, oneByOne) = (Together(image, operations), OneByOne(image, operations));

        Assert.That(together.Zip(oneByOne, (a, b) => Math.Abs(a - b)).Max(), Is.LessThanOrEqualTo(4));
    }

    [Test]
    public void A_plan_prints_every_parameter_and_equal_operations_are_equal()
    {
        var transform = new TransformPipeline(new RandomResizedCrop(20, 10), new RandomHorizontalFlip(1), new ColorJitter(0.5));
        TransformPlan Plan(long seed) => transform.PlanFor(new ImageSize(64, 48), RandomKey.FromSeed(seed));

        var first = Plan(1).Operations;
        Assert.That(Plan(1).Operations, Is.EqualTo(first));
        Assert.That(Plan(2).Operations, Is.Not.EqualTo(first));
        Assert.That(Plan(1).ToString(), Does.Match(@"^CropOperation \{ Left = \d+, Top = \d+, Width = \d+, Height = \d+, Fill = .*\} > ResizeOperation \{ Width = 20, Height = 10, .*\} > FlipOperation .* > BrightnessOperation \{ Factor = "));
        Assert.That(new TransformPlan(new ImageSize(1, 1)).ToString(), Is.EqualTo("nothing"));
    }

    [Test]
    public void An_image_of_another_size_is_refused()
    {
        using var image = Pictures.Noise(4, 3);
        var plan = new TransformPlan(new ImageSize(3, 4));

        Assert.That(() => plan.Run(image), Throws.ArgumentException.With.Message.Contains("3 x 4").And.Message.Contains("4 x 3"));
        Assert.That(() => new TransformPlan(image.Size).RunToPlanes(image, new byte[35]), Throws.ArgumentException.With.Message.Contains("36"));
        Assert.That(() => new TransformPlan(new ImageSize(0, 4)), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static TransformPlan Plan(RgbImage image, IEnumerable<ImageOperation> operations)
    {
        var plan = new TransformPlan(image.Size);
        foreach (var operation in operations)
        {
            plan.Add(operation);
        }

        return plan;
    }

    private static byte[] Together(RgbImage image, IEnumerable<ImageOperation> operations)
    {
        using var result = Plan(image, operations).Run(image);
        return result.Pixels.ToArray();
    }

    private static byte[] OneByOne(RgbImage image, IEnumerable<ImageOperation> operations)
    {
        var current = image.Copy();
        foreach (var operation in operations)
        {
            var next = Plan(current, [operation]).Run(current);
            current.Dispose();
            current = next;
        }

        using (current)
        {
            return current.Pixels.ToArray();
        }
    }
}
