using Lab.Native;

namespace Lab.Tests.Native;

public sealed class AutocastTests
{
    [Test]
    public void Convolutions_compute_in_bfloat16_inside_and_in_float32_after_it()
    {
        using var convolution = torch.nn.Conv2d(3, 4, 3);
        using var images = torch.ones(1, 3, 8, 8);

        using (new Autocast(DeviceType.CPU, torch.ScalarType.BFloat16))
        {
            using var inside = convolution.call(images);
            Assert.That(inside.dtype, Is.EqualTo(torch.ScalarType.BFloat16));
        }

        using var after = convolution.call(images);
        Assert.That(after.dtype, Is.EqualTo(torch.ScalarType.Float32));
        Assert.That(Autocast.IsEnabled(DeviceType.CPU), Is.False);
    }

    [Test]
    public void Gradients_of_float32_weights_are_float32_and_close_to_the_exact_ones()
    {
        using var scope = torch.NewDisposeScope();
        using var exact = torch.nn.Linear(8, 1, hasBias: false);
        var input = torch.linspace(0.1, 0.8, 8).unsqueeze(0);
        using (new Autocast(DeviceType.CPU, torch.ScalarType.BFloat16))
        {
            exact.call(input).sum().backward();
        }

        var gradient = exact.weight.grad!;
        Assert.That(gradient.dtype, Is.EqualTo(torch.ScalarType.Float32));
        Assert.That((gradient - input).abs().max().item<float>(), Is.InRange(0f, 0.004f));
    }

    [Test]
    public void A_nested_scope_of_another_type_works_on_the_same_weights_and_restores_the_outer_one()
    {
        using var linear = torch.nn.Linear(4, 4);
        using var input = torch.ones(1, 4);
        using (new Autocast(DeviceType.CPU, torch.ScalarType.BFloat16))
        {
            using var before = linear.call(input);
            using (new Autocast(DeviceType.CPU, torch.ScalarType.Float16))
            {
                using var inner = linear.call(input);
                Assert.That(inner.dtype, Is.EqualTo(torch.ScalarType.Float16));
            }

            using var outer = linear.call(input);
            Assert.That(outer.dtype, Is.EqualTo(torch.ScalarType.BFloat16));
            Assert.That(Autocast.DataType(DeviceType.CPU), Is.EqualTo(torch.ScalarType.BFloat16));
        }
    }

    [Test]
    public void A_weight_changed_between_scopes_is_converted_anew()
    {
        using var linear = torch.nn.Linear(1, 1, hasBias: false);
        using var input = torch.ones(1, 1);
        float Output()
        {
            using var autocast = new Autocast(DeviceType.CPU, torch.ScalarType.BFloat16);
            using var output = linear.call(input).to(torch.ScalarType.Float32);
            return output.item<float>();
        }

        TorchSharp.torch.nn.init.constant_(linear.weight, 2);
        var first = Output();
        TorchSharp.torch.nn.init.constant_(linear.weight, 3);

        Assert.That((first, Output()), Is.EqualTo((2f, 3f)));
    }

    [Test]
    public void Other_threads_are_not_touched()
    {
        using var autocast = new Autocast(DeviceType.CPU, torch.ScalarType.BFloat16);
        var elsewhere = true;
        var thread = new Thread(() => elsewhere = Autocast.IsEnabled(DeviceType.CPU));
        thread.Start();
        thread.Join();

        Assert.That(elsewhere, Is.False);
        Assert.That(Autocast.IsEnabled(DeviceType.CPU), Is.True);
    }

    [Test]
    public void Disposing_on_another_thread_is_refused()
    {
        using var autocast = new Autocast(DeviceType.CPU, torch.ScalarType.BFloat16);
        Exception? error = null;
        var thread = new Thread(() =>
        {
            try
            {
                autocast.Dispose();
            }
            catch (InvalidOperationException refused)
            {
                error = refused;
            }
        });
        thread.Start();
        thread.Join();

        Assert.That(error, Is.Not.Null);
    }

    [TestCase(DeviceType.CPU, torch.ScalarType.Float64)]
    [TestCase(DeviceType.META, torch.ScalarType.BFloat16)]
    public void Other_types_and_devices_are_refused(DeviceType device, torch.ScalarType type) =>
        Assert.That(() => new Autocast(device, type), Throws.ArgumentException);
}
