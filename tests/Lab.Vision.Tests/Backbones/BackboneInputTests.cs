using Lab.Native;

namespace Lab.Vision.Tests.Networks;

/// <summary>Images of other channels, sizes, precisions and memory formats.</summary>
[TestFixtureSource(typeof(BackboneFamilies), nameof(BackboneFamilies.Names))]
public sealed class BackboneInputTests(string name)
{
    [Test]
    public void A_grey_image_gives_with_the_summed_kernel_what_it_gives_as_rgb()
    {
        using var rgb = Backbones.Create(name, 4);
        using var grey = Backbones.Create(name, 4, new BackboneSettings { InputChannels = 1 });
        rgb.eval();
        grey.eval();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        grey.load_state_dict(rgb.state_dict().ToDictionary(entry => entry.Key, entry => grey.AdaptWeight(entry.Key, entry.Value)));
        var images = BackboneFamilies.Images(1, 64, 64, channels: 1);

        var expected = rgb.forward(images.expand(1, 3, 64, 64));
        var logits = grey.forward(images);

        Assert.That(grey.InputChannels, Is.EqualTo(1));
        Assert.That(grey.state_dict()[grey.InputKernelName].size(1), Is.EqualTo(1));
        Assert.That(torch.allclose(logits, expected, rtol: 1e-3, atol: 1e-4), Is.True);
    }

    [Test]
    public void Images_need_not_be_square_and_channels_last_bf16_and_doubles_change_rounding_only()
    {
        using var model = Backbones.Create(name, 4);
        model.eval();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var images = BackboneFamilies.Images(2, 96, 64);
        var expected = model.forward(images);
        var largest = expected.abs().max().item<float>();

        var last = model.forward(MemoryFormats.ToChannelsLast(images));
        Tensor half;
        using (new Autocast(DeviceType.CPU, torch.ScalarType.BFloat16))
        {
            half = model.forward(images).to(torch.float32);
        }

        model.to(torch.float64);
        var full = model.forward(images.to(torch.float64)).to(torch.float32);

        Assert.That(expected.shape, Is.EqualTo(new long[] { 2, 4 }));
        Assert.That((last - expected).abs().max().item<float>(), Is.LessThan(1e-4f * largest));
        Assert.That((full - expected).abs().max().item<float>(), Is.LessThan(1e-4f * largest));
        Assert.That((half - expected).abs().max().item<float>(), Is.LessThan(0.1f * largest));
    }

    [Test]
    public void Dropout_and_stochastic_depth_change_training_only()
    {
        using var model = Backbones.Create(name, 4, new BackboneSettings { Dropout = 0.5, StochasticDepth = 0.5 });
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var images = BackboneFamilies.Images(4, 64, 64);
        model.eval();
        Assert.That(BackboneFamilies.Same(model.forward(images), model.forward(images)), Is.True);

        model.train();
        TorchRandom.Rekey(RandomKey.FromSeed(1));
        var first = model.forward(images);
        TorchRandom.Rekey(RandomKey.FromSeed(2));
        var second = model.forward(images);
        TorchRandom.Rekey(RandomKey.FromSeed(1));
        var again = model.forward(images);

        Assert.That(BackboneFamilies.Same(first, second), Is.False);
        Assert.That(BackboneFamilies.Same(first, again), Is.True);
    }
}
