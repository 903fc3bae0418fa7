namespace Lab.Vision.Tests.Transforms;

/// <summary>What random transforms draw: how often, and from which ranges.</summary>
public sealed class DrawingTests
{
    private static readonly ImageSize Size = new(200, 100);

    [Test]
    public void Probabilities_are_kept_by_those_that_have_one()
    {
        foreach (var transform in new Transform[]
        {
            new RandomVerticalFlip(0.3), new RandomApply(new InvertOperation(), 0.3), new RandomApply(new RandomJpeg(), 0.3), new RandomPerspective(0.5, 0.3), new RandomErasing(0.3),
        })
        {
            Assert.That(Drawn(transform).Count / 4000.0, Is.EqualTo(0.3).Within(0.04), transform.ToString());
        }
    }

    [Test]
    public void One_of_several_is_chosen_as_its_weight_says_and_one_of_weight_zero_never()
    {
        var choice = new OneOf([(new RandomApply(new InvertOperation(), 1), 3), (new RandomApply(new EqualizeOperation(), 1), 1), (new RandomApply(new GrayscaleOperation(), 1), 0)]);
        var drawn = Drawn(choice);
        Assert.That(drawn, Has.Count.EqualTo(4000));
        Assert.That(drawn.Count(operation => operation is InvertOperation) / 4000.0, Is.EqualTo(0.75).Within(0.03));
        Assert.That(drawn, Has.None.InstanceOf<GrayscaleOperation>());
        Assert.That(() => new OneOf([(new Cutout(1), -1)]), Throws.ArgumentException);
        Assert.That(() => new OneOf([(new Cutout(1), 0)]), Throws.ArgumentException);
    }

    [Test]
    public void Erased_boxes_have_the_area_and_ratio_that_were_asked_for_and_lie_within_the_image()
    {
        var boxes = Drawn(new RandomErasing(1, 0.05, 0.1, 0.5, 2)).OfType<EraseOperation>().ToList();
        Assert.That(boxes, Has.Count.EqualTo(4000));
        Assert.That(boxes.Select(box => box.Width * box.Height / 20000.0), Is.All.InRange(0.047, 0.104));
        Assert.That(boxes.Select(box => (double)box.Height / box.Width), Is.All.InRange(0.47, 2.15));
        Assert.That(boxes.All(box => box.Left >= 0 && box.Top >= 0 && box.Left + box.Width <= 200 && box.Top + box.Height <= 100));

        // Ten boxes that do not fit, and none is drawn.
        Assert.That(new RandomErasing(1, 1, 1, 1, 1).PlanFor(Size, RandomKey.FromSeed(1)).Operations, Is.Empty);
    }

    [Test]
    public void Perspectives_move_corners_inwards_so_that_the_result_s_own_corners_come_from_outside()
    {
        foreach (var warp in Drawn(new RandomPerspective(0.4, 1)).Cast<WarpOperation>())
        {
            foreach (var (x, y) in new[] { warp.Map.Source(0, 0), warp.Map.Source(199, 0), warp.Map.Source(199, 99), warp.Map.Source(0, 99) })
            {
                Assert.That(x > 1e-6 && x < 199 - 1e-6 && y > 1e-6 && y < 99 - 1e-6, Is.False, $"{warp}: {x}, {y}");
            }

            var (middleX, middleY) = warp.Map.Source(100, 50);
            Assert.That(middleX is > 40 and < 160 && middleY is > 20 and < 80, $"{warp}: {middleX}, {middleY}");
        }

        Assert.That(Drawn(new RandomPerspective(1, 1)), Is.Not.Empty);
    }

    [Test]
    public void Rotations_stay_within_the_angle()
    {
        var angles = Drawn(new RandomRotation(30)).Cast<WarpOperation>().Select(warp => double.RadiansToDegrees(Math.Atan2(warp.Map.B, warp.Map.A))).ToList();
        Assert.That(angles, Is.All.InRange(-30, 30));
        Assert.That(angles.Average(), Is.EqualTo(0).Within(1));
        Assert.That(angles.Max(), Is.GreaterThan(29));
    }

    [Test]
    public void Ranges_that_make_no_sense_are_refused()
    {
        Assert.That(() => new RandomRotation(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RandomRotation(double.NaN), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RandomGaussianBlur(4), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("odd"));
        Assert.That(() => new RandomGaussianBlur(3, 2, 1), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("2 to 1"));
        Assert.That(() => new RandomJpeg(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RandomHsvShift(hue: 0.6), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RandomAffine(new RandomAffineOptions { MinimumScale = 0 }), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RandomErasing(maximumArea: 1.1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RandAugment(magnitude: 31), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new AugMix(severity: 11), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RandomApply(new Cutout(1), 1.5), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static List<ImageOperation> Drawn(Transform transform) =>
        [.. Enumerable.Range(0, 4000).SelectMany(seed => transform.PlanFor(Size, RandomKey.FromSeed(seed)).Operations)];
}
