namespace Lab.Vision.Tests.Networks;

public sealed class ImagePreprocessingTests
{
    [TestCase(224, 0.875, 256)]
    [TestCase(224, 0.95, 235)]
    [TestCase(240, 0.9, 266)]
    [TestCase(288, 1.0, 288)]
    public void The_shorter_side_is_the_size_by_the_fraction_rounded_down(int size, double fraction, int side) =>
        Assert.That(ImagePreprocessing.Bicubic(fraction, size).ResizedSide, Is.EqualTo(side));

    [Test]
    public void The_transform_ends_at_the_size()
    {
        using var image = new RgbImage(50, 70);

        using var prepared = ImagePreprocessing.Bicubic(0.875, 32).CreateTransform().Apply(image, RandomKey.FromSeed(0));

        Assert.That((prepared.Width, prepared.Height), Is.EqualTo((32, 32)));
    }
}
