using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Transforms.Pixels;

public sealed class PixelOperationTests
{
    [Test]
    public void Noise_is_normal_with_the_deviation_that_was_asked_for_and_independent_between_pixels()
    {
        using var image = new RgbImage(200, 100);
        image.Pixels.Fill(128);
        new GaussianNoiseOperation(0.05, new RandomKey(7)).Apply(image);
        var noise = image.Pixels.ToArray().Select(x => x - 128.0).ToArray();

        Assert.That(noise.Average(), Is.EqualTo(0).Within(0.3));
        Assert.That(noise.Average(x => x * x), Is.EqualTo(0.05 * 255 * 0.05 * 255).Within(5));
        Assert.That(noise.Average(x => x * x * x * x) / Math.Pow(noise.Average(x => x * x), 2), Is.EqualTo(3).Within(0.15), "a normal distribution's kurtosis");
        Assert.That(noise.Zip(noise.Skip(1), (a, b) => a * b).Average(), Is.EqualTo(0).Within(4));
    }

    [Test]
    public void A_flat_image_stays_flat_under_blur_and_sharpness()
    {
        using var image = new RgbImage(13, 11);
        image.Pixels.Fill(201);
        new GaussianBlurOperation(9, 2.2).Apply(image);
        new SharpnessOperation(3).Apply(image);
        Assert.That(image.Pixels.ToArray(), Is.All.EqualTo(201));
    }

    [TestCase(0, 1, 0)]
    [TestCase(-1, 5, 1)]
    [TestCase(-6, 5, 2)]
    [TestCase(5, 5, 3)]
    [TestCase(12, 5, 4)]
    [TestCase(7, 1, 0)]
    public void What_lies_beyond_the_border_is_mirrored_at_the_outermost_pixel(int index, int length, int expected) =>
        Assert.That(GaussianBlurring.Reflect(index, length), Is.EqualTo(expected));

    [Test]
    public void Erased_is_what_the_box_and_the_image_share()
    {
        using var image = Pictures.Made(6, 5);
        var before = image.Pixels.ToArray();
        new EraseOperation(4, -2, 10, 4, new RgbColor(1, 2, 3)).Apply(image);
        for (var y = 0; y < 5; y++)
        {
            for (var x = 0; x < 6; x++)
            {
                byte[] expected = x >= 4 && y < 2 ? [1, 2, 3] : before.AsSpan(((y * 6) + x) * 3, 3).ToArray();
                Assert.That(image.Row(y).Slice(x * 3, 3).ToArray(), Is.EqualTo(expected), $"{x}, {y}");
            }
        }
    }

    [Test]
    public void Noise_that_erases_does_not_depend_on_what_of_the_box_lies_outside()
    {
        using var image = Pictures.Made(16, 12);
        new EraseOperation(2, 3, 8, 8, Noise: new RandomKey(5)).Apply(image);
        var values = image.Pixels.ToArray();
        Assert.That(values.Distinct().Count(), Is.GreaterThan(60));
    }

    [Test]
    public void A_JPEG_of_low_quality_is_further_from_the_image_than_one_of_high_quality()
    {
        using var image = Pictures.Made(64, 48);
        using var low = image.Copy();
        using var high = image.Copy();
        new JpegOperation(10).Apply(low);
        new JpegOperation(98).Apply(high);
        Assert.That(Pictures.Distance(image, low), Is.GreaterThan(1.3 * Pictures.Distance(image, high)));
        Assert.That(Pictures.Distance(image, low), Is.LessThan(40));
    }
}
