using CsCheck;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Transforms;

public sealed class ColorJitterTests
{
    // Expected numbers worked out by hand from torchvision's formulas for uint8 tensors.
    [Test]
    public void Brightness_multiplies_clips_and_truncates()
    {
        byte[] pixels = [0, 100, 255, 3, 77, 200];
        ColorAdjustment.Brightness(pixels, 1.5f);
        Assert.That(pixels, Is.EqualTo(new byte[] { 0, 150, 255, 4, 115, 255 }));
    }

    [Test]
    public void Contrast_moves_channels_towards_the_mean_grey()
    {
        // Greys: (0.2989*10 + 0.587*20 + 0.114*30) = 18.149 -> 18 and (0.2989*200 + 0.587*100 + 0.114*50) = 124.18 -> 124; mean 71.
        byte[] pixels = [10, 20, 30, 200, 100, 50];
        ColorAdjustment.Contrast(pixels, 0.5f);
        Assert.That(pixels, Is.EqualTo(new byte[] { 40, 45, 50, 135, 85, 60 }));
    }

    [Test]
    public void Saturation_zero_is_grey_and_two_doubles_the_distance_from_it()
    {
        byte[] pixels = [10, 20, 30, 200, 100, 50];
        byte[] gray = [.. pixels];
        ColorAdjustment.Saturation(gray, 0);
        Assert.That(gray, Is.EqualTo(new byte[] { 18, 18, 18, 124, 124, 124 }));

        ColorAdjustment.Saturation(pixels, 2);
        Assert.That(pixels, Is.EqualTo(new byte[] { 2, 22, 42, 255, 76, 0 }));
    }

    [Test]
    public void A_third_of_a_turn_makes_red_green_and_green_blue()
    {
        byte[] pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255, 90, 90, 90];
        ColorAdjustment.Hue(pixels, 1 / 3f);
        Assert.That(pixels, Is.EqualTo(new byte[] { 0, 255, 0, 0, 0, 255, 255, 0, 0, 90, 90, 90 }).Within(1));
    }

    [Test]
    public void No_turn_of_the_hue_changes_nothing()
    {
        Gen.Byte.Array[3].Sample(pixel =>
        {
            byte[] turned = [.. pixel];
            ColorAdjustment.Hue(turned, 0);
            return turned.Zip(pixel, (a, b) => Math.Abs(a - b)).All(difference => difference <= 1);
        });
    }

    [Test]
    public void The_same_key_gives_the_same_image_and_another_key_another()
    {
        var jitter = new ColorJitter(0.4, 0.4, 0.4, 0.1);
        byte[] Jittered(long seed)
        {
            using var image = Pictures.Noise(9, 7);
            using var result = jitter.Apply(image, RandomKey.FromSeed(seed));
            return result.Pixels.ToArray();
        }

        var first = Jittered(1);
        Assert.That(Jittered(1), Is.EqualTo(first));
        Assert.That(first, Is.Not.EqualTo(Jittered(2)));
    }

    [Test]
    public void Strengths_of_zero_leave_the_image_alone()
    {
        using var image = Pictures.Noise(9, 7);
        var before = image.Pixels.ToArray();

        using var result = new ColorJitter().Apply(image, RandomKey.FromSeed(3));
        Assert.That(result.Pixels.ToArray(), Is.EqualTo(before));
    }

    [Test]
    public void Strengths_outside_their_range_are_refused()
    {
        Assert.That(() => new ColorJitter(brightness: -1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ColorJitter(contrast: double.NaN), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ColorJitter(hue: 0.6), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
