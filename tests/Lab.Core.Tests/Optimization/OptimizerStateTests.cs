using Lab.Native;
using Lab.Optimization;
using Parameter = TorchSharp.Modules.Parameter;

namespace Lab.Tests.Optimization;

public sealed class OptimizerStateTests
{
    private static IEnumerable<TestCaseData> Cases =>
        OptimizerCases.All.Keys.SelectMany(name => new[] { torch.ScalarType.Float32, torch.ScalarType.Float64 }.Select(type => new TestCaseData(name, type)));

    [TestCaseSource(nameof(Cases))]
    public void Five_steps_a_new_optimizer_and_five_more_give_the_bits_of_ten(string name, torch.ScalarType type)
    {
        var through = OptimizerCases.Parameters(type);
        using var uninterrupted = OptimizerCases.Create(name, through);
        OptimizerCases.Run(uninterrupted, through, 1, 10);

        var halves = OptimizerCases.Parameters(type);
        Dictionary<string, Tensor> saved;
        using (var first = OptimizerCases.Create(name, halves))
        {
            OptimizerCases.Run(first, halves, 1, 5);
            saved = first.CaptureState().ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        }

        using var second = OptimizerCases.Create(name, halves);
        using (torch.NewDisposeScope())
        {
            // Inside a scope that ends before the next step: the state must not belong to it.
            second.RestoreState(saved);
        }

        OptimizerCases.Run(second, halves, 6, 10);

        foreach (var parameter in through.Keys)
        {
            Assert.That(OptimizerCases.Values(halves[parameter]), Is.EqualTo(OptimizerCases.Values(through[parameter])), parameter);
        }

        var states = second.CaptureState().Zip(uninterrupted.CaptureState());
        Assert.That(states.All(pair => pair.First.Key == pair.Second.Key && OptimizerCases.Values(pair.First.Value).SequenceEqual(OptimizerCases.Values(pair.Second.Value))), Is.True);
        foreach (var tensor in saved.Values)
        {
            tensor.Dispose();
        }

        OptimizerCases.Dispose(through);
        OptimizerCases.Dispose(halves);
    }

    [Test]
    public void A_parameter_without_a_gradient_stays_as_it_is_and_keeps_its_own_count()
    {
        var parameters = OptimizerCases.Parameters();
        var before = OptimizerCases.Values(parameters["bias"]);
        using var optimizer = OptimizerCases.Create("adamw", parameters);

        OptimizerCases.Run(optimizer, parameters, 1, 1);
        Assert.That(OptimizerCases.Values(parameters["bias"]), Is.EqualTo(before));
        Assert.That(optimizer.CaptureState().Select(pair => pair.Key), Is.EqualTo(["weight/step", "weight/exp_avg", "weight/exp_avg_sq"]));

        OptimizerCases.Run(optimizer, parameters, 2, 8);
        var state = optimizer.CaptureState().ToDictionary();
        Assert.That((state["weight/step"].item<long>(), state["bias/step"].item<long>()), Is.EqualTo((8L, 6L)));
        OptimizerCases.Dispose(parameters);
    }

    [Test]
    public void A_state_that_does_not_fit_is_refused_with_every_reason_and_changes_nothing()
    {
        using var scope = torch.NewDisposeScope();
        var parameters = OptimizerCases.Parameters();
        using var optimizer = OptimizerCases.Create("adamw", parameters);
        OptimizerCases.Run(optimizer, parameters, 1, 3);
        var state = optimizer.CaptureState().ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        state["weight/exp_avg"] = torch.zeros(2, 2, dtype: torch.ScalarType.Float64);
        state.Remove("bias/exp_avg_sq");
        state["head/exp_avg"] = torch.zeros(1);

        Assert.That(
            () => optimizer.RestoreState(state),
            Throws.TypeOf<LabException>().With.Message.Contains("'weight/exp_avg' is Float64[2,2], expected Float64[3,4]")
                .And.Message.Contains("'bias/exp_avg_sq' is missing")
                .And.Message.Contains("'head/exp_avg' is not part"));
        Assert.That(optimizer.CaptureState(), Has.Count.EqualTo(6));
    }

    [Test]
    public void Live_tensors_are_constant_from_the_second_step_on()
    {
        using var scope = torch.NewDisposeScope();
        var parameters = OptimizerCases.Parameters();
        foreach (var name in OptimizerCases.All.Keys)
        {
            using var optimizer = OptimizerCases.Create(name, parameters);
            OptimizerCases.Run(optimizer, parameters, 2, 3);
            optimizer.ZeroGradients();
            var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            OptimizerCases.Run(optimizer, parameters, 4, 6);
            optimizer.ZeroGradients();
            Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before), name);
        }
    }

    [TestCase("adamw")]
    [TestCase("sgd-momentum")]
    [TestCase("radam")]
    public void Channels_last_weights_with_plain_gradients_step_as_plain_ones_do(string name)
    {
        using var scope = torch.NewDisposeScope();
        Parameter Weight() => new(OptimizerCases.Formula("conv", [2, 3, 2, 2]));
        var plain = new Dictionary<string, Parameter> { ["conv"] = Weight() };
        var last = new Dictionary<string, Parameter> { ["conv"] = Weight() };
        using var first = OptimizerCases.Create(name, plain);
        using var second = OptimizerCases.Create(name, last);
        for (var step = 1; step <= 4; step++)
        {
            if (step == 3)
            {
                using var noGradient = torch.no_grad();
                last["conv"].set_(MemoryFormats.ToChannelsLast(last["conv"]));
            }

            plain["conv"].grad = OptimizerCases.Formula($"gradient/{step}", [2, 3, 2, 2]);
            last["conv"].grad = OptimizerCases.Formula($"gradient/{step}", [2, 3, 2, 2]);
            first.Step(0.1);
            second.Step(0.1);
        }

        Assert.That(MemoryFormats.IsChannelsLast(last["conv"]), Is.True);
        Assert.That(OptimizerCases.Values(last["conv"]), Is.EqualTo(OptimizerCases.Values(plain["conv"])).Within(1e-15));
    }

    [TestCase("adamw")]
    [TestCase("sgd-momentum")]
    public void Channels_last_gradients_that_are_parts_of_a_larger_tensor_are_read_where_they_lie(string name)
    {
        using var scope = torch.NewDisposeScope();
        var plain = new Dictionary<string, Parameter> { ["conv"] = new(OptimizerCases.Formula("conv", [2, 3, 2, 2])) };
        var last = new Dictionary<string, Parameter> { ["conv"] = new(MemoryFormats.ToChannelsLast(OptimizerCases.Formula("conv", [2, 3, 2, 2]))) };
        using var first = OptimizerCases.Create(name, plain);
        using var second = OptimizerCases.Create(name, last);
        for (var step = 1; step <= 2; step++)
        {
            plain["conv"].grad = OptimizerCases.Formula($"gradient/{step}", [2, 3, 2, 2]);
            last["conv"].grad = MemoryFormats.ToChannelsLast(torch.cat([torch.ones_like(plain["conv"].grad!), plain["conv"].grad!])).narrow(0, 2, 2);
            first.Step(0.1);
            second.Step(0.1);
        }

        Assert.That(OptimizerCases.Values(last["conv"]), Is.EqualTo(OptimizerCases.Values(plain["conv"])).Within(1e-15));
    }

    [Test]
    public void A_group_scales_the_rate()
    {
        using var scope = torch.NewDisposeScope();
        var one = new Parameter(torch.ones(1));
        var other = new Parameter(torch.ones(1));
        one.grad = torch.ones(1);
        other.grad = torch.ones(1);
        using var optimizer = new Sgd([new("a", [new("one", one)]), new("b", [new("other", other)], LearningRateScale: 0.1)]);

        optimizer.Step(0.5);

        Assert.That((one.item<float>(), other.item<float>()), Is.EqualTo((0.5f, 0.95f)));
    }

    [TestCase(double.NaN)]
    [TestCase(-1)]
    [TestCase(double.PositiveInfinity)]
    public void A_rate_that_is_not_finite_or_negative_is_refused(double rate)
    {
        using var optimizer = new Sgd([]);
        Assert.That(() => optimizer.Step(rate), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Parameters_held_twice_and_unfit_ones_are_refused()
    {
        using var scope = torch.NewDisposeScope();
        var shared = new Parameter(torch.ones(2));
        var integers = new Parameter(torch.ones(2, dtype: torch.ScalarType.ComplexFloat32));
        Assert.That(() => new Sgd([new("a", [new("x", shared), new("y", shared)])]), Throws.ArgumentException.With.Message.Contains("'y'"));
        Assert.That(() => new Sgd([new("a", [], WeightDecay: -1)]), Throws.ArgumentException.With.Message.Contains("'a'"));

        using var optimizer = new Sgd([new("a", [new("z", integers)])]);
        integers.grad = torch.ones(2, dtype: torch.ScalarType.ComplexFloat32);
        Assert.That(() => optimizer.Step(1), Throws.TypeOf<LabException>().With.Message.Contains("'z'"));
    }
}
