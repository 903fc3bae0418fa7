using Lab.Native;

namespace Lab.Tests.Native;

public sealed class MemoryFormatsTests
{
    [Test]
    public void Channels_last_keeps_shape_and_values_and_changes_the_strides()
    {
        using var scope = torch.NewDisposeScope();
        var images = torch.arange(2 * 3 * 4 * 5, dtype: torch.ScalarType.Float32).reshape(2, 3, 4, 5);

        var stored = MemoryFormats.ToChannelsLast(images);

        Assert.That(stored.shape, Is.EqualTo([2L, 3, 4, 5]));
        Assert.That(stored.stride(), Is.EqualTo([60L, 1, 15, 3]));
        Assert.That(stored.contiguous().data<float>().ToArray(), Is.EqualTo(images.data<float>().ToArray()));
        Assert.That((MemoryFormats.IsChannelsLast(stored), MemoryFormats.IsChannelsLast(images)), Is.EqualTo((true, false)));
    }

    [Test]
    public void Weights_that_are_a_part_of_a_larger_tensor_keep_their_values()
    {
        using var scope = torch.NewDisposeScope();
        using var convolution = torch.nn.Conv2d(3, 4, 1);
        using (torch.no_grad())
        {
            convolution.weight!.set_(torch.arange(24, torch.ScalarType.Float32).reshape(8, 3, 1, 1).narrow(0, 4, 4));
        }

        Assert.That(MemoryFormats.UseChannelsLast(convolution), Is.EqualTo(1));
        Assert.That(convolution.weight!.data<float>().ToArray(), Is.EqualTo(Enumerable.Range(12, 12)));
    }

    [Test]
    public void A_converted_module_keeps_its_parameters_and_gives_the_same_output()
    {
        using var network = torch.nn.Sequential(("conv", torch.nn.Conv2d(3, 8, 3)), ("norm", torch.nn.BatchNorm2d(8)));
        network.eval();
        using var scope = torch.NewDisposeScope();
        var parameters = network.parameters().ToList();
        var images = torch.linspace(-1, 1, 2 * 3 * 8 * 8).reshape(2, 3, 8, 8);
        var expected = network.call(images);

        var converted = MemoryFormats.UseChannelsLast(network);
        var output = network.call(MemoryFormats.ToChannelsLast(images));

        Assert.That(converted, Is.EqualTo(1));
        Assert.That(network.parameters().Zip(parameters).All(pair => ReferenceEquals(pair.First, pair.Second)), Is.True);
        Assert.That(MemoryFormats.IsChannelsLast(parameters[0]), Is.True);
        Assert.That(MemoryFormats.IsChannelsLast(output), Is.True);
        Assert.That((output - expected).abs().max().item<float>(), Is.LessThan(1e-5f));
        Assert.That(MemoryFormats.UseChannelsLast(network), Is.Zero);
    }

    [Test]
    public void Tensors_that_are_no_images_are_refused()
    {
        using var vector = torch.ones(3);
        Assert.That(() => MemoryFormats.ToChannelsLast(vector), Throws.ArgumentException.With.Message.Contains("1 dimensions"));
    }
}
