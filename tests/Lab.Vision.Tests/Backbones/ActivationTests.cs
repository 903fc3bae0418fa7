namespace Lab.Vision.Tests.Networks;

public sealed class ActivationTests
{
    private static readonly double[] Inputs = [-7, -3, -1, -0.5, 0, 0.5, 1, 2.9, 3, 5.9, 6, 7];

    [Test]
    public void Each_is_its_formula_with_and_without_gradients([Values] Activation activation, [Values] bool gradient)
    {
        using var scope = torch.NewDisposeScope();
        var parameter = torch.tensor(Inputs, requires_grad: gradient);

        // Blocks apply it to what they have just computed, never to a parameter.
        var output = activation.Apply(parameter.clone());

        Assert.That(output.data<double>().ToArray(), Is.EqualTo(Inputs.Select(x => Formula(activation, x))).Within(1e-12));
        if (gradient)
        {
            output.sum().backward();
            Assert.That(parameter.grad!.isfinite().all().item<bool>(), Is.True);
        }
    }

    private static double Formula(Activation activation, double x) => activation switch
    {
        Activation.ReLU => Math.Max(x, 0),
        Activation.ReLU6 => Math.Clamp(x, 0, 6),
        Activation.HardSwish => x * Math.Clamp(x + 3, 0, 6) / 6,
        _ => x / (1 + Math.Exp(-x)),
    };
}
