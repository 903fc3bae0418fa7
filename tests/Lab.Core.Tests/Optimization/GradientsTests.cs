using CsCheck;
using Lab.Native;
using Lab.Optimization;
using Parameter = TorchSharp.Modules.Parameter;

namespace Lab.Tests.Optimization;

public sealed class GradientsTests
{
    private static Gradients Over(params Tensor?[] gradients)
    {
        var parameters = gradients.Select((gradient, i) =>
        {
            var parameter = new Parameter(torch.zeros(gradient?.shape ?? [1], dtype: gradient?.dtype ?? torch.ScalarType.Float32));
            parameter.grad = gradient;
            return new KeyValuePair<string, Parameter>($"p{i}", parameter);
        }).ToList();
        return new Gradients(new Sgd([new ParameterGroup("all", parameters)]));
    }

    [Test]
    public void The_norm_spans_all_gradients_of_all_types_and_skips_missing_ones()
    {
        using var scope = torch.NewDisposeScope();
        var gradients = Over(torch.full([2, 2], 3f), null, torch.full([7], 4.0, torch.ScalarType.Float64), torch.full([1], 6f, torch.ScalarType.BFloat16));

        Assert.That(gradients.Norm(), Is.EqualTo(Math.Sqrt((4 * 9) + (7 * 16) + 36)).Within(1e-6));
    }

    [Test]
    public void No_gradients_at_all_have_norm_zero_and_stay_none()
    {
        using var scope = torch.NewDisposeScope();
        var gradients = Over(null, null);

        Assert.That(gradients.ClipNorm(1), Is.Zero);
        gradients.Scale(2);
        Assert.That(gradients.Named(), Is.Empty);
    }

    [Test]
    public void The_norm_of_a_million_elements_is_right_to_single_precision()
    {
        using var scope = torch.NewDisposeScope();
        var numbers = FormulaNumbers.U01("gradients", 1 << 20).Select(u => (float)u).ToArray();
        var expected = Math.Sqrt(numbers.Sum(x => (double)x * x));

        Assert.That(Over(torch.tensor(numbers)).Norm() / expected, Is.EqualTo(1).Within(1e-5));
    }

    [Test]
    public void Scaling_multiplies_in_place()
    {
        using var scope = torch.NewDisposeScope();
        var first = torch.full([3], 0.1f);
        var second = torch.full([2], 0.1, torch.ScalarType.Float64);

        Over(first, second).Scale(0.3);

        Assert.That(first.data<float>().ToArray(), Is.All.EqualTo(0.1f * 0.3f));
        Assert.That(second.data<double>().ToArray(), Is.All.EqualTo(0.1 * 0.3));
    }

    [Test]
    public void Clipping_by_value_limits_every_element()
    {
        using var scope = torch.NewDisposeScope();
        var gradient = torch.tensor(new[] { -5f, -0.5f, 0.5f, 5f });

        Over(gradient).ClipValue(1);

        Assert.That(gradient.data<float>().ToArray(), Is.EqualTo([-1f, -0.5f, 0.5f, 1f]));
    }

    [Test]
    public void A_clipped_gradient_keeps_its_direction_and_is_no_longer_than_the_limit()
    {
        Gen.Select(Gen.Double[-100, 100].Array[1, 8], Gen.Double[0.01, 50]).Sample(
            (numbers, maximum) =>
            {
                using var scope = torch.NewDisposeScope();
                var gradient = torch.tensor(numbers);
                var norm = Over(gradient).ClipNorm(maximum);
                var factor = Math.Min(1, maximum / (norm + 1e-6));
                return gradient.data<double>().ToArray().Zip(numbers).All(pair => Math.Abs(pair.First - (factor * pair.Second)) <= 1e-9)
                    && Over(gradient).Norm() <= maximum + 1e-9;
            },
            iter: 200,
            threads: 1);
    }

    [Test]
    public void Adaptive_clipping_is_the_formula_unit_by_unit()
    {
        foreach (var factor in new[] { 1e-5, 0.01, 0.16, 10 })
        {
            using var scope = torch.NewDisposeScope();
            var shapes = new Dictionary<string, long[]> { ["conv.weight"] = [3, 2, 2, 2], ["fc.weight"] = [4, 5], ["fc.bias"] = [4], ["scale"] = [], ["zero"] = [2, 3] };
            var parameters = shapes.ToDictionary(part => part.Key, part => new Parameter(OptimizerCases.Formula($"agc/{part.Key}", part.Value) * (part.Key == "zero" ? 0 : 1)));
            foreach (var (name, parameter) in parameters)
            {
                parameter.grad = OptimizerCases.Formula($"agc/gradient/{name}", shapes[name]) * 0.1;
            }

            var before = parameters.ToDictionary(part => part.Key, part => OptimizerCases.Values(part.Value.grad!));
            new Gradients(new Sgd(OptimizerCases.Group(parameters))).ClipAdaptive(factor, 1e-3, name => name != "scale");

            foreach (var (name, parameter) in parameters)
            {
                var expected = name == "scale" ? before[name] : Clipped(OptimizerCases.Values(parameter), before[name], shapes[name], factor);
                Assert.That(OptimizerCases.Values(parameter.grad!), Is.EqualTo(expected).Within(1e-15), $"{name} at {factor}");
            }
        }
    }

    [Test]
    public void Adaptive_clipping_leaves_missing_gradients_missing_and_refuses_what_is_not_above_zero()
    {
        using var scope = torch.NewDisposeScope();
        var gradients = Over(null, torch.ones(2, dtype: torch.ScalarType.BFloat16));
        gradients.ClipAdaptive(0.5);
        Assert.That(gradients.Named().Select(pair => pair.Key), Is.EqualTo(["p1"]));
        Assert.That(OptimizerCases.Values(gradients.Named().Single().Value), Is.All.EqualTo(0.5e-3 / Math.Sqrt(2)).Within(1e-5), "weights of zero count as 1e-3");
        Assert.That(() => gradients.ClipAdaptive(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => gradients.ClipAdaptive(1, -1e-3), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static double[] Clipped(double[] weights, double[] gradient, long[] shape, double factor)
    {
        var result = (double[])gradient.Clone();
        var units = shape.Length <= 1 ? 1 : (int)shape[0];
        var length = weights.Length / units;
        for (var unit = 0; unit < units; unit++)
        {
            var range = new Range(unit * length, (unit + 1) * length);
            var largest = Math.Max(Math.Sqrt(weights[range].Sum(x => x * x)), 1e-3) * factor;
            var norm = Math.Sqrt(gradient[range].Sum(x => x * x));
            for (var i = unit * length; i < (unit + 1) * length && norm >= largest; i++)
            {
                result[i] = gradient[i] * (largest / Math.Max(norm, 1e-6));
            }
        }

        return result;
    }

    [Test]
    public void One_number_that_is_not_finite_is_found_wherever_it_is() =>
        Gen.Select(Gen.Int[1, 80_000], Gen.Int[0, int.MaxValue], Gen.Int[0, 2].Select(kind => new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity }[kind]), Gen.Float[-float.MaxValue, float.MaxValue])
            .Sample(
                (length, place, value, finite) =>
                {
                    using var scope = torch.NewDisposeScope();
                    var numbers = new float[length];
                    Array.Fill(numbers, finite);
                    var gradients = Over(torch.full([3], float.MaxValue), torch.tensor(numbers));
                    var before = gradients.AreFinite();
                    numbers[place % length] = value;
                    return before && !Over(torch.tensor(numbers)).AreFinite();
                },
                iter: 200);

    [Test]
    public void Infinities_of_both_signs_do_not_cancel_out_and_huge_finite_numbers_are_finite_in_any_memory_format()
    {
        using var scope = torch.NewDisposeScope();
        var huge = MemoryFormats.ToChannelsLast(torch.full([64, 64, 5, 5], float.MaxValue));
        var infinite = MemoryFormats.ToChannelsLast(torch.ones(64, 64, 5, 5));
        infinite[0, 1, 2, 3].fill_(float.PositiveInfinity.ToScalar());
        infinite[63, 62, 1, 0].fill_(float.NegativeInfinity.ToScalar());

        Assert.That(Over(huge).AreFinite(), Is.True);
        Assert.That(Over(infinite).AreFinite(), Is.False);
    }

    [TestCase(torch.ScalarType.Float64)]
    [TestCase(torch.ScalarType.BFloat16)]
    [TestCase(torch.ScalarType.Float16)]
    public void Other_types_and_strided_gradients_are_looked_at_too(torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        var plain = torch.ones(4, 6, dtype: type);
        var strided = torch.ones(6, 8)[.., TorchSharp.torch.TensorIndex.Slice(0, 8, 2)];
        var gradients = Over(plain, strided);
        var before = gradients.AreFinite();
        using Scalar nan = double.NaN.ToScalar();
        strided[5, 3].fill_(nan);

        Assert.That(before, Is.True);
        Assert.That(gradients.AreFinite(), Is.False);
        Assert.That(gradients.NonFinite(), Is.EqualTo(new[] { "p1" }));
        strided.fill_(1.0.ToScalar());
        plain[3, 5].fill_(nan);
        Assert.That(gradients.AreFinite(), Is.False);
        Assert.That(gradients.NonFinite(), Is.EqualTo(new[] { "p0" }));
    }

    [Test]
    public void Without_gradients_all_are_finite()
    {
        using var scope = torch.NewDisposeScope();
        Assert.That(Over(null, null, torch.zeros(0)).AreFinite(), Is.True);
    }
}
