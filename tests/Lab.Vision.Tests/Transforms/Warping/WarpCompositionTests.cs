using CsCheck;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Transforms.Warping;

/// <summary>Warps together with crops, resizes, flips and other warps: one resampling, with the result of one after the other.</summary>
public sealed class WarpCompositionTests
{
    private static readonly RgbColor Red = new(255, 0, 0);
    private static readonly RgbColor Blue = new(0, 0, 255);

    [Test]
    public void A_map_that_changes_nothing_changes_no_byte([Values] WarpFilter filter)
    {
        using var image = Pictures.Made(23, 17);
        using var result = Run(image, new WarpOperation(ProjectiveMap.Identity, 23, 17, filter));
        Assert.That(result.Pixels.ToArray(), Is.EqualTo(image.Pixels.ToArray()));
    }

    // A quarter turn and moves by whole pixels hit the middles of pixels.
    [Test]
    public void Quarter_turns_and_whole_moves_are_exact([Values] WarpFilter filter)
    {
        using var image = Pictures.Made(17, 17);
        using var turned = Run(image, [.. Enumerable.Repeat(new WarpOperation(ProjectiveMap.Affine(8.5, 8.5, 90), 17, 17, filter), 4)]);
        Assert.That(turned.Pixels.ToArray(), Is.EqualTo(image.Pixels.ToArray()).Within(filter == WarpFilter.Nearest ? 0 : 1));

        using var quarter = Run(image, new WarpOperation(ProjectiveMap.Affine(8.5, 8.5, 90), 17, 17, WarpFilter.Nearest));
        Assert.That(quarter.Row(0)[^3..].ToArray(), Is.EqualTo(image.Row(0)[..3].ToArray()), "a positive angle turns clockwise: the upper left corner comes to the upper right");
    }

    [Test]
    public void Crops_and_flips_before_and_behind_give_the_bytes_of_one_after_the_other() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], Gen.Bool, Gen.Bool, Gen.Int[-180, 180], Gen.Int[0, 1]).Sample((left, top, flip, turn, angle, filter) =>
        {
            ImageOperation[] operations =
            [
                new CropOperation(left, top, 24, 18),
                new FlipOperation(flip, turn),
                new WarpOperation(ProjectiveMap.Affine(12, 9, angle + 0.37, scale: 1.1037), 24, 18, filter == 0 ? WarpFilter.Nearest : WarpFilter.Bilinear, fill: Red),
                new CropOperation(-2, 3, 20, 20, Blue),
                new FlipOperation(turn, flip),
            ];
            using var image = Pictures.Made(33, 27);
            using var whole = Run(image, operations);
            using var steps = RunOneByOne(image, operations);

            // The sum of angles is taken in another order, so a position may lie on the other side of 1/2048 pixel.
            var different = whole.Pixels.ToArray().Zip(steps.Pixels.ToArray()).Count(pair => Math.Abs(pair.First - pair.Second) > (filter == 0 ? 0 : 1));
            return different <= (filter == 0 ? 6 : 0);
        }, iter: 100);

    [Test]
    public void What_a_crop_cut_off_does_not_come_back_when_a_rotation_looks_beyond_it()
    {
        using var image = Pictures.Made(40, 40);
        using var result = Run(image, new CropOperation(10, 10, 20, 20), new WarpOperation(ProjectiveMap.Affine(10, 10, 45), 20, 20, fill: Red));
        Assert.That(result.Row(0)[..3].ToArray(), Is.EqualTo(new byte[] { 255, 0, 0 }));

        using var repeated = Run(image, new CropOperation(10, 10, 20, 20), new WarpOperation(ProjectiveMap.Affine(10, 10, 0, moveX: 12), 20, 20, WarpFilter.Nearest, WarpEdge.Repeat));
        Assert.That(repeated.Row(5)[..3].ToArray(), Is.EqualTo(image.Row(15)[30..33].ToArray()), "the edge that is repeated is the crop's");
    }

    [Test]
    public void Of_two_borders_the_later_one_lies_on_top()
    {
        using var image = Pictures.Made(20, 20);
        using var result = Run(
            image,
            new CropOperation(-5, -5, 30, 30, Blue),
            new WarpOperation(ProjectiveMap.Affine(15, 15, 30), 30, 30, fill: Red));
        using var steps = RunOneByOne(image, new CropOperation(-5, -5, 30, 30, Blue), new WarpOperation(ProjectiveMap.Affine(15, 15, 30), 30, 30, fill: Red));

        Assert.That(result.Row(0)[..3].ToArray(), Is.EqualTo(new byte[] { 255, 0, 0 }));
        Assert.That(result.Row(8)[12..15].ToArray(), Is.EqualTo(new byte[] { 0, 0, 255 }));
        Assert.That(Pictures.Distance(result, steps), Is.LessThan(6));
    }

    [Test]
    public void A_resize_and_a_rotation_are_one_antialiased_resampling()
    {
        // Stripes of one pixel: whoever skips pixels sees them, an average is grey.
        using var image = new RgbImage(120, 120);
        for (var y = 0; y < 120; y++)
        {
            image.Row(y).Fill((byte)(y % 2 * 255));
        }

        using var result = Run(image, new WarpOperation(ProjectiveMap.Affine(60, 60, 10), 120, 120, edge: WarpEdge.Repeat), new ResizeOperation(30, 30));
        Assert.That(result.Pixels.ToArray().Select(x => (int)x), Is.All.InRange(96, 160));

        using var half = Run(image, new WarpOperation(ProjectiveMap.Affine(60, 60, 10, scale: 0.5), 120, 120, fill: new RgbColor(128, 128, 128)));
        Assert.That(half.Pixels.ToArray().Select(x => (int)x), Is.All.InRange(96, 160));
    }

    [Test]
    public void A_resize_followed_by_a_small_rotation_looks_like_one_after_the_other()
    {
        using var image = Pictures.Ramp(200, 150);
        ImageOperation[] operations = [new CropOperation(20, 10, 150, 120), new ResizeOperation(75, 60), new WarpOperation(ProjectiveMap.Affine(37.5, 30, 7), 75, 60)];
        using var whole = Run(image, operations);
        using var steps = RunOneByOne(image, operations);
        Assert.That(Pictures.Distance(whole, steps), Is.LessThan(0.3));
    }

    [Test]
    public void Points_behind_the_viewer_are_outside()
    {
        using var image = Pictures.Made(20, 20);
        using var result = Run(image, new WarpOperation(new ProjectiveMap(1, 0, 0, 0, 1, 0, -0.15, 0, 2), 20, 20, fill: Red));
        Assert.That(result.Row(10)[^3..].ToArray(), Is.EqualTo(new byte[] { 255, 0, 0 }));
    }

    [Test]
    public void One_pixel_is_warped_too([Values] WarpFilter filter)
    {
        using var image = RgbImage.FromPixels(1, 1, [10, 20, 30]);
        using var result = Run(image, new WarpOperation(ProjectiveMap.Affine(0.5, 0.5, 33), 1, 1, filter));
        Assert.That(result.Pixels.ToArray(), Is.EqualTo(new byte[] { 10, 20, 30 }));
    }

    [Test]
    public void Maps_that_cannot_be_carried_out_are_refused()
    {
        Assert.That(() => new WarpOperation(new ProjectiveMap(double.NaN, 0, 0, 0, 1, 0), 4, 4), Throws.ArgumentException);
        Assert.That(() => new WarpOperation(new ProjectiveMap(1, 0, 0, 0, 1, 0, 1, 0, -2), 4, 4), Throws.ArgumentException.With.Message.Contains("middle"));
        Assert.That(() => ProjectiveMap.Affine(0, 0, 0, scale: 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => ProjectiveMap.FromPoints([(0, 0), (1, 0), (2, 0), (3, 5)], [(0, 0), (1, 0), (1, 1), (0, 1)]), Throws.ArgumentException.With.Message.Contains("line"));
    }

    private static RgbImage Run(RgbImage image, params ImageOperation[] operations)
    {
        var plan = new TransformPlan(image.Size);
        Array.ForEach(operations, plan.Add);
        return plan.Run(image);
    }

    private static RgbImage RunOneByOne(RgbImage image, params ImageOperation[] operations)
    {
        var current = image.Copy();
        foreach (var operation in operations)
        {
            var next = Run(current, operation);
            current.Dispose();
            current = next;
        }

        return current;
    }
}
