using Lab.Optimization;

namespace Lab.Tests.Optimization;

public sealed class ForeachTests
{
    private static readonly Dictionary<string, (Action<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> Call, Func<double, double, double, double> Formula)> Operations = new()
    {
        ["copy"] = ((x, y, _) => Foreach.Copy(x, y), (x, y, _) => y),
        ["multiply"] = ((x, _, _) => Foreach.Multiply(x, 0.3), (x, _, _) => x * 0.3),
        ["multiply each"] = ((x, y, _) => Foreach.Multiply(x, y), (x, y, _) => x * y),
        ["divide each"] = ((x, y, _) => Foreach.Divide(x, y), (x, y, _) => x / y),
        ["add"] = ((x, y, _) => Foreach.Add(x, y, -0.7), (x, y, _) => x - (0.7 * y)),
        ["add number"] = ((x, _, _) => Foreach.Add(x, 0.01), (x, _, _) => x + 0.01),
        ["add product"] = ((x, y, z) => Foreach.AddProduct(x, y, z, 1.5), (x, y, z) => x + (1.5 * y * z)),
        ["absolute"] = ((x, _, _) => Foreach.Absolute(x), (x, _, _) => Math.Abs(x)),
        ["sign"] = ((x, _, _) => Foreach.Sign(x), (x, _, _) => Math.Sign(x)),
        ["square root"] = ((_, y, _) => Foreach.SquareRoot(y), (_, y, _) => Math.Sqrt(y)),
    };

    [TestCaseSource(nameof(Names))]
    public void Every_operation_is_that_of_single_numbers_for_tensors_of_any_shape(string name)
    {
        foreach (var (type, tolerance) in new[] { (torch.ScalarType.Float64, 1e-15), (torch.ScalarType.Float32, 1e-6), (torch.ScalarType.BFloat16, 2e-2) })
        {
            using var scope = torch.NewDisposeScope();
            var (x, y, z) = (Tensors("x", type), Tensors("y", type).Select(tensor => tensor.abs() + 0.5).ToList(), Tensors("z", type));
            var changed = name == "square root" ? y : x;
            var expected = x.Zip(y, z).Select(row => OptimizerCases.Values(row.First).Zip(OptimizerCases.Values(row.Second), OptimizerCases.Values(row.Third)).Select(at => Operations[name].Formula(at.First, at.Second, at.Third)).ToArray()).ToList();

            Operations[name].Call(x, y, z);

            for (var i = 0; i < x.Count; i++)
            {
                Assert.That(OptimizerCases.Values(changed[i]), Is.EqualTo(expected[i]).Within(tolerance), $"{type}, tensor {i}");
            }
        }
    }

    private static IEnumerable<string> Names => Operations.Keys;

    [TestCaseSource(nameof(Names))]
    public void Empty_lists_are_left_alone_and_nothing_stays_behind(string name)
    {
        using var scope = torch.NewDisposeScope();
        Assert.That(() => Operations[name].Call([], [], []), Throws.Nothing);

        var (x, y, z) = (Tensors("x"), Tensors("y"), Tensors("z"));
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Operations[name].Call(x, y, z);
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    [Test]
    public void Factors_are_broadcast_and_change_no_type()
    {
        using var scope = torch.NewDisposeScope();
        var rows = torch.tensor(new[] { 1f, 2, 3, 4 }, [2, 2]);

        Foreach.Multiply([rows, rows], [torch.tensor(new[] { 10f, 100f }, [2, 1]), torch.tensor(0.5, torch.ScalarType.Float64)]);

        Assert.That(rows.data<float>().ToArray(), Is.EqualTo(new[] { 5f, 10, 150, 200 }));
    }

    [Test]
    public void Lists_of_different_lengths_are_refused()
    {
        using var scope = torch.NewDisposeScope();
        var one = torch.ones(1);
        Assert.That(() => Foreach.Add([one], [one, one]), Throws.ArgumentException.With.Message.Contains("1 tensors go with 2"));
    }

    [Test]
    public void Norms_are_those_of_each_tensor_and_copies_share_nothing()
    {
        using var scope = torch.NewDisposeScope();
        var tensors = new[] { torch.full([2, 2], 3f), torch.full([4], 2.0, torch.ScalarType.Float64), torch.zeros([0]) };

        var copies = Foreach.Clone(tensors);
        Foreach.Multiply(tensors, 2);

        Assert.That(OptimizerCases.Values(Foreach.Norms(copies)), Is.EqualTo([6.0, 4.0, 0.0]));
        Assert.That(OptimizerCases.Values(Foreach.Norms(tensors)), Is.EqualTo([12.0, 8.0, 0.0]));
        Assert.That(Foreach.Norms([]).numel(), Is.Zero);
    }

    private static List<Tensor> Tensors(string key, torch.ScalarType type = torch.ScalarType.Float64) =>
        [.. new long[][] { [], [7], [3, 4], [2, 3, 2, 2], [0] }.Select((shape, i) => OptimizerCases.Formula($"{key}/{i}", shape, type))];
}
