using Lab.Checkpoints;
using Lab.Optimization;
using Parameter = TorchSharp.Modules.Parameter;

namespace Lab.Tests.Optimization;

public sealed class LossScalerTests
{
    private static Gradients Of(params Tensor[] gradients) => new(new Sgd([new ParameterGroup("all", [.. gradients.Select((gradient, i) =>
    {
        var parameter = new Parameter(torch.zeros(gradient.shape, gradient.dtype)) { grad = gradient };
        return KeyValuePair.Create($"p{i}", parameter);
    })])]));

    private static bool Step(LossScaler scaler, float gradient)
    {
        using var scope = torch.NewDisposeScope();
        return scaler.Unscale(Of(torch.tensor(new[] { 1f, gradient })));
    }

    [Test]
    public void Gradients_are_divided_by_the_scale_whatever_their_type()
    {
        using var scope = torch.NewDisposeScope();
        var single = torch.tensor(new[] { 8f, -24f });
        var wide = torch.tensor(new[] { 4.0 });
        var shortened = torch.tensor(new[] { 16f }).to(torch.ScalarType.BFloat16);

        var finite = new LossScaler(initialScale: 8).Unscale(Of(single, wide, shortened));

        Assert.That(finite, Is.True);
        Assert.That(single.data<float>().ToArray(), Is.EqualTo(new[] { 1f, -3f }));
        Assert.That(wide.data<double>().ToArray(), Is.EqualTo(new[] { 0.5 }));
        Assert.That(shortened.to(torch.ScalarType.Float32).item<float>(), Is.EqualTo(2f));
    }

    [Test]
    public void The_scale_follows_the_rules_of_PyTorchs_scaler()
    {
        // torch.amp.GradScaler(init_scale=1024, growth_factor=2, backoff_factor=0.5, growth_interval=3): overflows at the steps 2, 3 and 8.
        var scaler = new LossScaler(1024, growthInterval: 3);
        var seen = Enumerable.Range(1, 11).Select(step => (Step(scaler, step is 2 or 3 or 8 ? float.PositiveInfinity : 1), scaler.Scale)).ToList();

        Assert.That(seen.Select(entry => entry.Item1), Is.EqualTo(Enumerable.Range(1, 11).Select(step => step is not (2 or 3 or 8))));
        Assert.That(seen.Select(entry => entry.Scale), Is.EqualTo(new[] { 1024.0, 512, 256, 256, 256, 512, 512, 256, 256, 256, 512 }));
    }

    [Test]
    public void Defaults_are_those_of_PyTorch()
    {
        var scaler = new LossScaler();
        for (var step = 0; step < 1999; step++)
        {
            Step(scaler, 1);
        }

        Assert.That(scaler.Scale, Is.EqualTo(65536));
        Step(scaler, 1);
        Assert.That(scaler.Scale, Is.EqualTo(131072));
        Step(scaler, float.NaN);
        Assert.That(scaler.Scale, Is.EqualTo(65536));
    }

    [Test]
    public void The_scale_stays_between_its_minimum_and_what_float32_holds()
    {
        var falling = new LossScaler(4, minimum: 1.5);
        var scales = Enumerable.Range(0, 4).Select(_ =>
        {
            Step(falling, float.NegativeInfinity);
            return (falling.Scale, falling.IsAtMinimum);
        });
        Assert.That(scales, Is.EqualTo(new[] { (2.0, false), (1.5, true), (1.5, true), (1.5, true) }));

        var rising = new LossScaler(Math.Pow(2, 127), growthInterval: 1);
        Step(rising, 1);
        Assert.That(rising.Scale, Is.EqualTo(Math.Pow(2, 127)));
    }

    [Test]
    public void The_state_goes_through_JSON_and_continues_exactly()
    {
        var first = new LossScaler(0.1, growthFactor: 1.7, growthInterval: 3, minimum: 0.01);
        Step(first, 1);
        Step(first, 1);
        var second = new LossScaler(growthFactor: 1.7, growthInterval: 3);
        StatefulPart.Of(second, "lossScaler")!.Restore(System.Text.Json.Nodes.JsonNode.Parse(StatefulPart.Of(first, "lossScaler")!.Capture().ToJsonString())!.AsObject());

        Assert.That(second.Scale, Is.EqualTo(0.1));
        Step(first, 1);
        Step(second, 1);
        Assert.That((second.Scale, second.CaptureState()), Is.EqualTo((0.1 * 1.7, first.CaptureState())));
    }

    [TestCase(0, 2, 0.5, 1)]
    [TestCase(double.PositiveInfinity, 2, 0.5, 1)]
    [TestCase(1e39, 2, 0.5, 1)]
    [TestCase(8, 1, 0.5, 1)]
    [TestCase(8, 2, 1, 1)]
    [TestCase(8, 2, 0.5, 0)]
    public void Values_out_of_range_are_refused(double scale, double growth, double backoff, int interval) =>
        Assert.That(() => new LossScaler(scale, growth, backoff, interval), Throws.TypeOf<ArgumentOutOfRangeException>());
}
