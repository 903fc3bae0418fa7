namespace Lab.Vision.Tests.Transforms;

public sealed class RgbImageTests
{
    [Test]
    public void Rows_lie_one_after_the_other()
    {
        using var image = RgbImage.FromPixels(2, 2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

        Assert.That(image.Row(1).ToArray(), Is.EqualTo(new byte[] { 7, 8, 9, 10, 11, 12 }));
        Assert.That(() => image.Row(2).Length, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => image.Row(-1).Length, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_wrong_number_of_bytes_is_refused() =>
        Assert.That(() => RgbImage.FromPixels(2, 2, new byte[11]), Throws.ArgumentException.With.Message.Contains("12").And.Message.Contains("11"));

    [TestCase(0, 1)]
    [TestCase(1, 0)]
    [TestCase(-1, 1)]
    [TestCase(50_000, 50_000)]
    public void Impossible_sizes_are_refused(int width, int height) =>
        Assert.That(() => new RgbImage(width, height), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Pixels_of_a_disposed_image_cannot_be_touched_and_disposing_twice_is_harmless()
    {
        var image = new RgbImage(3, 3);
        image.Dispose();
        image.Dispose();

        Assert.That(() => image.Pixels.Length, Throws.TypeOf<ObjectDisposedException>());
    }
}
