using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Transforms;

public sealed class RandomResizedCropTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(7);

    [Test]
    public void Windows_keep_their_ranges_and_spread_over_them()
    {
        var size = new ImageSize(400, 300);
        var crop = new RandomResizedCrop(32, 16);
        var windows = Enumerable.Range(0, 2000).Select(sample => (CropOperation)crop.PlanFor(size, Key.Derive(sample)).Operations[0]).ToArray();
        var areas = windows.Select(window => window.Width * window.Height / 120_000.0).ToArray();
        var ratios = windows.Select(window => Math.Log((double)window.Width / window.Height)).ToArray();

        Assert.That(windows.All(window => window.Left >= 0 && window.Top >= 0 && window.Left + window.Width <= 400 && window.Top + window.Height <= 300), Is.True);
        Assert.That(areas, Has.All.InRange(0.078, 1.0));
        Assert.That(ratios, Has.All.InRange(Math.Log(0.74), Math.Log(1.35)));

        // What torchvision's own 20,000 windows of this image average: large ones of the wrong shape do not fit and are drawn again.
        Assert.That(areas.Average(), Is.EqualTo(0.435).Within(0.02));
        Assert.That(ratios.Average(), Is.EqualTo(0.031).Within(0.02));
    }

    [TestCase(1000, 10, 13, 10)]
    [TestCase(10, 1000, 10, 13)]
    public void Where_no_window_fits_the_middle_is_taken(int width, int height, int windowWidth, int windowHeight)
    {
        var plan = new RandomResizedCrop(8, 8, minimumArea: 0.9).PlanFor(new ImageSize(width, height), Key);

        Assert.That(plan.Operations[0], Is.EqualTo(new CropOperation((width - windowWidth) / 2, (height - windowHeight) / 2, windowWidth, windowHeight)));
        Assert.That(plan.OutputSize, Is.EqualTo(new ImageSize(8, 8)));
    }

    [Test]
    public void An_image_of_one_pixel_is_enlarged()
    {
        using var image = RgbImage.FromPixels(1, 1, [1, 2, 3]);
        using var result = new RandomResizedCrop(3, 2).Apply(image, Key);

        Assert.That(result.Pixels.ToArray().Chunk(3), Has.All.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public void Impossible_ranges_are_refused()
    {
        Assert.That(() => new RandomResizedCrop(0, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RandomResizedCrop(1, 1, minimumArea: 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RandomResizedCrop(1, 1, 0.5, 0.4), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RandomResizedCrop(1, 1, maximumArea: 1.5), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RandomResizedCrop(1, 1, minimumRatio: 2), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
