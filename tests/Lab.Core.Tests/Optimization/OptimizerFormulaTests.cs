using Lab.Optimization;

namespace Lab.Tests.Optimization;

/// <summary>Optimizers that PyTorch does not have, against their published formulas in plain loops of doubles.</summary>
public sealed class OptimizerFormulaTests
{
    private const double Tolerance = 1e-12;

    private static IEnumerable<string> Cases => OptimizerCases.All.Keys.Where(Covers);

    public static bool Covers(string name) => OptimizerCases.All[name].Name is "lion" or "lamb";

    [TestCaseSource(nameof(Cases))]
    public void Twenty_five_steps_give_the_formulas_parameters(string name)
    {
        var options = OptimizerCases.All[name];
        var parameters = OptimizerCases.Parameters();
        using var optimizer = OptimizerCases.Create(name, parameters);
        var expected = OptimizerCases.Shapes.ToDictionary(part => part.Name, part => new Loops(OptimizerCases.Values(parameters[part.Name])));
        var moved = 0.0;

        OptimizerCases.Run(optimizer, parameters, 1, 25, step =>
        {
            var gradients = OptimizerCases.Shapes.Where(part => part.Name != "bias" || (step is not (1 or 7)))
                .ToDictionary(part => part.Name, part => OptimizerCases.Values(OptimizerCases.Formula($"gradient/{part.Name}/{step}", part.Shape)));
            var norm = Math.Sqrt(gradients.Values.Sum(gradient => gradient.Sum(x => x * x)));
            foreach (var (parameter, gradient) in gradients)
            {
                moved = Math.Max(moved, options.Name == "lion"
                    ? expected[parameter].Lion(gradient, options, OptimizerCases.RateAt(step))
                    : expected[parameter].Lamb(gradient, options, OptimizerCases.RateAt(step), norm));
            }

            foreach (var (parameter, loops) in expected)
            {
                Assert.That(OptimizerCases.Values(parameters[parameter]), Is.EqualTo(loops.Values).Within(Tolerance), $"{parameter} after step {step}");
            }
        });

        Assert.That(moved, Is.GreaterThan(1e-3));
        OptimizerCases.Dispose(parameters);
    }

    [Test]
    public void LAMBs_trust_ratio_is_one_for_weights_and_for_steps_of_norm_zero()
    {
        using var scope = torch.NewDisposeScope();
        var zero = new TorchSharp.Modules.Parameter(torch.zeros(2, dtype: torch.ScalarType.Float64));
        var still = new TorchSharp.Modules.Parameter(torch.ones(2, dtype: torch.ScalarType.Float64));
        zero.grad = torch.tensor(new[] { 1.0, -1.0 });
        still.grad = torch.zeros(2, dtype: torch.ScalarType.Float64);
        using var optimizer = new Lamb([new ParameterGroup("all", [new("zero", zero), new("still", still)])], new LambOptions { AlwaysAdapt = true, MaximumGradientNorm = null, Epsilon = 0.5 });

        optimizer.Step(0.1);

        Assert.That(OptimizerCases.Values(zero), Is.EqualTo([-0.1 / 1.5, 0.1 / 1.5]).Within(Tolerance));
        Assert.That(OptimizerCases.Values(still), Is.EqualTo([1.0, 1.0]));
    }

    private sealed class Loops(double[] values)
    {
        private readonly double[] _average = new double[values.Length];
        private readonly double[] _square = new double[values.Length];
        private int _steps;

        public double[] Values => values;

        public double Lion(double[] gradient, OptimizerOptions options, double rate)
        {
            var beta2 = options.Beta2 ?? 0.99;
            for (var i = 0; i < values.Length; i++)
            {
                var direction = Math.Sign((options.Beta1 * _average[i]) + ((1 - options.Beta1) * gradient[i]));
                values[i] -= rate * (direction + ((options.WeightDecay ?? 0) * values[i]));
                _average[i] = (beta2 * _average[i]) + ((1 - beta2) * gradient[i]);
            }

            return rate;
        }

        public double Lamb(double[] gradient, OptimizerOptions options, double rate, double norm)
        {
            var (beta1, beta2) = (options.Beta1, options.Beta2 ?? 0.999);
            var decay = options.WeightDecay ?? 0.01;
            var clip = options.MaximumGradientNorm == 0 ? 1 : Math.Max(1, norm / options.MaximumGradientNorm);
            _steps++;
            var update = new double[values.Length];
            for (var i = 0; i < values.Length; i++)
            {
                var g = gradient[i] / clip;
                _average[i] = (beta1 * _average[i]) + ((1 - beta1) * g);
                _square[i] = (beta2 * _square[i]) + ((1 - beta2) * g * g);
                var mean = _average[i] / (1 - Math.Pow(beta1, _steps));
                var root = Math.Sqrt(_square[i]) / Math.Sqrt(1 - Math.Pow(beta2, _steps));
                update[i] = (mean / (root + (options.Epsilon ?? 1e-6))) + (decay * values[i]);
            }

            var trust = 1.0;
            if (decay != 0 || options.AlwaysAdapt)
            {
                trust = Math.Sqrt(values.Sum(x => x * x)) / Math.Sqrt(update.Sum(x => x * x));
                trust = options.TrustClip ? Math.Min(1, trust) : trust;
            }

            var largest = 0.0;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] -= rate * trust * update[i];
                largest = Math.Max(largest, Math.Abs(rate * trust * update[i]));
            }

            return largest;
        }
    }
}
