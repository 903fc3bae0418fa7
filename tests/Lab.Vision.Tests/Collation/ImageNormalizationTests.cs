using Lab.Tests;

namespace Lab.Vision.Tests.Collation;

public sealed class ImageNormalizationTests
{
    [Test]
    public void Both_layouts_give_the_formula_of_every_pixel([Values] ImageLayout layout)
    {
        const int Count = 2, Height = 3, Width = 5;
        var bytes = FormulaNumbers.U01("normalization", Count * 3 * Height * Width).Select(number => (byte)(number * 256)).ToArray();
        using var scope = torch.NewDisposeScope();
        var planar = torch.tensor(bytes, [Count, 3, Height, Width], torch.ScalarType.Byte);
        var images = layout == ImageLayout.Planar ? planar : planar.permute(0, 2, 3, 1).contiguous();

        var result = ImageNormalization.ImageNet.Apply(images, layout);

        Assert.That(result.shape, Is.EqualTo(new long[] { Count, 3, Height, Width }));
        Assert.That(result.dtype, Is.EqualTo(torch.ScalarType.Float32));
        Assert.That(result.is_contiguous(), Is.EqualTo(layout == ImageLayout.Planar));
        float[] mean = [0.485f, 0.456f, 0.406f], deviation = [0.229f, 0.224f, 0.225f];
        var expected = bytes.Select((value, index) => ((value / 255f) - mean[index / (Height * Width) % 3]) / deviation[index / (Height * Width) % 3]);
        Assert.That(result.contiguous().data<float>().ToArray(), Is.EqualTo(expected).Within(1e-5f));
    }

    // Sizes with a rest behind whole registers, and one that is shared out among threads.
    [TestCase(2, 7, 5)]
    [TestCase(1, 1, 1)]
    [TestCase(3, 16, 16)]
    [TestCase(1, 1201, 1199)]
    public void The_bits_are_those_of_torchs_operations(int count, int height, int width)
    {
        using var scope = torch.NewDisposeScope();
        var images = torch.arange(count * 3 * height * width).remainder(251).to(torch.ScalarType.Byte).reshape(count, 3, height, width);
        var (mean, deviation) = (ImageNormalization.ImageNet.Mean, ImageNormalization.ImageNet.Deviation);
        var expected = images.to(torch.ScalarType.Float32)
            .sub_(torch.tensor(mean.Select(value => value * 255).ToArray(), [1, 3, 1, 1]))
            .mul_(torch.tensor(deviation.Select(value => 1 / (255 * value)).ToArray(), [1, 3, 1, 1]));

        Assert.That(ImageNormalization.ImageNet.Apply(images).bytes.SequenceEqual(expected.bytes), Is.True);
    }

    [Test]
    public void Nothing_stays_behind_but_two_constants_per_device()
    {
        var normalization = new ImageNormalization([0.1f, 0.2f, 0.3f], [1, 2, 3]);
        using (torch.NewDisposeScope())
        {
            normalization.Apply(torch.zeros([1, 3, 2, 2], torch.ScalarType.Byte));
        }

        var before = LiveTensors.Settle();
        for (var step = 0; step < 20; step++)
        {
            using var scope = torch.NewDisposeScope();
            var images = torch.zeros([1, 3, 2, 2], torch.ScalarType.Byte);
            Assert.That(normalization.Apply(images)[0, 0, 0, 0].item<float>(), Is.EqualTo(-0.1f).Within(1e-6f), "the constants outlive the first scope");
        }

        Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void The_images_themselves_do_not_change()
    {
        using var images = torch.full([1, 3, 2, 2], 7, torch.ScalarType.Byte);
        using var result = ImageNormalization.Unit.Apply(images);

        using var sum = images.sum();
        Assert.That(sum.item<long>(), Is.EqualTo(84));
        Assert.That(result.data<float>()[0], Is.EqualTo(7 / 255f).Within(1e-7f));
    }

    [Test]
    public void Floats_and_other_shapes_are_refused_with_what_was_seen()
    {
        using var floats = torch.zeros(1, 3, 2, 2);
        using var flat = torch.zeros([3, 2, 2], torch.ScalarType.Byte);
        using var interleaved = torch.zeros([1, 4, 5, 3], torch.ScalarType.Byte);

        Assert.That(() => ImageNormalization.Unit.Apply(floats), Throws.ArgumentException.With.Message.Contains("Float32"));
        Assert.That(() => ImageNormalization.Unit.Apply(flat), Throws.ArgumentException.With.Message.Contains("[3, 2, 2]"));
        Assert.That(() => ImageNormalization.Unit.Apply(interleaved), Throws.ArgumentException.With.Message.Contains("[1, 4, 5, 3]"));
    }

    [Test]
    public void Statistics_must_be_three_usable_numbers()
    {
        Assert.That(() => new ImageNormalization([0, 0], [1, 1, 1]), Throws.ArgumentException);
        Assert.That(() => new ImageNormalization([0, 0, float.NaN], [1, 1, 1]), Throws.ArgumentException);
        Assert.That(() => new ImageNormalization([0, 0, 0], [1, 0, 1]), Throws.ArgumentException.With.Message.Contains("greater than 0"));
    }

    [Test]
    [SetCulture("de-DE")]
    public void Numbers_that_are_refused_are_told_alike_in_every_culture()
    {
        Assert.That(() => new ImageNormalization([0.5f, float.NaN, 0.25f], [1, 1, 1]), Throws.ArgumentException.With.Message.Contains("0.5, NaN, 0.25"));
        Assert.That(() => new ImageNormalization([0, 0, 0], [0.5f, -0.5f, 1]), Throws.ArgumentException.With.Message.Contains("0.5, -0.5, 1"));
        Assert.That(() => new OneOf([(new Cutout(1), 0.5), (new Cutout(2), -1.5)]), Throws.ArgumentException.With.Message.Contains("0.5, -1.5"));
    }
}
