using Lab.Hosting;
using Lab.Options;
using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks.Tests.Shared;

public sealed class BuilderVerbsTests
{
    [Test]
    public void The_default_hooks_are_those_that_every_experiment_wants_in_order()
    {
        Assert.That(
            Build(lab => lab.DefaultHooks()).Select(hook => hook.GetType()),
            Is.EqualTo(new[] { typeof(ProgressHook), typeof(TextLogHook), typeof(MetricsFileHook), typeof(TensorBoardHook), typeof(EarlyStoppingHook), typeof(CheckpointHook) }));
    }

    [Test]
    public void A_verb_after_the_default_hooks_configures_and_adds_nothing_twice()
    {
        var hooks = Build(lab => lab.DefaultHooks().EarlyStopping(stop => stop.Patience = 5.Epochs()).DefaultHooks());
        Assert.That(hooks, Has.Count.EqualTo(6));
        Assert.That(hooks.OfType<EarlyStoppingHook>().Single().Monitors, Has.Count.EqualTo(1));
    }

    [Test]
    public void Verbs_with_a_value_set_it()
    {
        var hooks = Build(lab => lab.AccumulateGradients(4.Batches()).SharpnessAwareMinimization(0.05).ClipGradientNorm(1).ClipGradientValue(0.5).ClipGradientAdaptive(0.01).LogLearningRate());
        Assert.That(
            hooks.Select(hook => hook.GetType()),
            Is.EqualTo(new[] { typeof(AccumulateGradients), typeof(SharpnessAwareMinimization), typeof(ClipGradientNorm), typeof(ClipGradientValue), typeof(ClipGradientAdaptive), typeof(LearningRateLog) }));
        Assert.That(((SharpnessAwareMinimization)hooks[1]).Recomputes, Is.True);
        Assert.That(((AccumulateGradients)hooks[0]).Window, Is.EqualTo(new BatchCount(4)));
    }

    [Test]
    public void Every_option_has_a_name_of_its_own_and_a_description()
    {
        var definition = Definition(
            lab => lab.DefaultHooks().AccumulateGradients().SharpnessAwareMinimization().ClipGradientNorm().ClipGradientValue().ClipGradientAdaptive().LogLearningRate().ExponentialMovingAverage().StochasticWeightAveraging(),
            out _);
        Assert.That(definition.Catalog.Problems, Is.Empty);
        Assert.That(definition.Catalog.Options.Where(option => option.Description.Length == 0 && option.Property?.ReflectedType?.Assembly == typeof(ProgressHook).Assembly), Is.Empty);
    }

    [Test]
    public void Options_are_read_from_text_and_out_of_range_are_named_as_options()
    {
        var values = new Dictionary<string, string>
        {
            ["early-stopping-patience"] = "0",
            ["checkpoint-every"] = "200 steps",
            ["accumulate-batches"] = "4",
            ["clip-gradient-norm"] = "0",
            ["tensorboard-every"] = string.Empty,
        };
        var definition = Definition(lab => lab.DefaultHooks().AccumulateGradients().ClipGradientNorm(), out _);

        Assert.That(
            () => new BoundOptions(definition.Catalog, name => values.GetValueOrDefault(name)),
            Throws.TypeOf<LabValidationException>()
                .With.Property(nameof(LabValidationException.Problems)).Count.EqualTo(2)
                .And.Message.Contains("--early-stopping-patience 0 must be at least 1.")
                .And.Message.Contains("--clip-gradient-norm 0: must be between"));

        values["early-stopping-patience"] = "3";
        values["clip-gradient-norm"] = "1.5";
        var bound = new BoundOptions(definition.Catalog, name => values.GetValueOrDefault(name));
        Assert.That(((CheckpointOptions)bound.Get(typeof(CheckpointOptions))).Every, Is.EqualTo((Duration)200.OptimizerSteps()));
        Assert.That(((AccumulationOptions)bound.Get(typeof(AccumulationOptions))).Window, Is.EqualTo(4.Batches()));
        Assert.That(((TensorBoardOptions)bound.Get(typeof(TensorBoardOptions))).Every, Is.Null);
    }

    [Test]
    public void Averages_are_off_until_they_are_set()
    {
        Assert.That(Build(lab => lab.ExponentialMovingAverage().StochasticWeightAveraging()).Cast<WeightAveraging>().Select(hook => hook.IsEnabled), Is.EqualTo(new[] { false, false }));
        Assert.That(Build(lab => lab.ExponentialMovingAverage(0.99).StochasticWeightAveraging(3.Epochs())).Cast<WeightAveraging>().Select(hook => hook.IsEnabled), Is.EqualTo(new[] { true, true }));
    }

    private static List<Hook> Build(Action<ExperimentBuilder<int, Tensor, Tensor, Tensor>> configure)
    {
        var definition = Definition(configure, out var services);
        var bound = new BoundOptions(definition.Catalog, name => null);
        foreach (var (type, _) in definition.Catalog.Classes)
        {
            services.AddScoped(type, provider => bound.Get(type));
        }

        using var container = services.BuildServiceProvider(validateScopes: true);
        using var scope = container.CreateScope();
        return [.. definition.Hooks.Select(create => create(scope.ServiceProvider))];
    }

    private static ExperimentDefinition<int, Tensor, Tensor, Tensor> Definition(Action<ExperimentBuilder<int, Tensor, Tensor, Tensor>> configure, out ServiceCollection services)
    {
        services = new ServiceCollection();
        services.AddLogging();
        var definition = new ExperimentDefinition<int, Tensor, Tensor, Tensor>("faces");
        configure(new ExperimentBuilder<int, Tensor, Tensor, Tensor>(services, definition));
        return definition;
    }
}
