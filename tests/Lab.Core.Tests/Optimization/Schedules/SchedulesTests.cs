using Lab.Optimization;
using Microsoft.Extensions.Configuration;

namespace Lab.Tests.Optimization.Schedules;

public sealed class SchedulesTests
{
    [TestCase("constant", typeof(ConstantSchedule))]
    [TestCase("step", typeof(StepSchedule))]
    [TestCase("multi-step", typeof(MultiStepSchedule))]
    [TestCase("exponential", typeof(ExponentialSchedule))]
    [TestCase("cosine", typeof(CosineSchedule))]
    [TestCase("polynomial", typeof(PolynomialSchedule))]
    [TestCase("linear", typeof(LinearSchedule))]
    [TestCase("one-cycle", typeof(OneCycleSchedule))]
    [TestCase("WARM-restarts", typeof(WarmRestartsSchedule))]
    [TestCase("plateau", typeof(PlateauSchedule))]
    public void A_name_gives_its_schedule_with_warm_up(string name, Type type)
    {
        var options = new ScheduleOptions { Schedule = name, Warmup = 3.Epochs(), StepEvery = 2.Epochs(), Milestones = [2.Epochs()], FirstCycle = 2.Epochs() };
        var schedule = Lab.Optimization.Schedules.Create(options);

        Assert.That(schedule, Is.TypeOf(type));
        Assert.That(schedule.Warmup, Is.EqualTo(new Warmup(3.Epochs())));
    }

    [Test]
    public void The_default_is_a_constant_rate() => Assert.That(Lab.Optimization.Schedules.Create(new ScheduleOptions()), Is.TypeOf<ConstantSchedule>());

    [Test]
    public void Every_name_is_known() => Assert.That(Lab.Optimization.Schedules.Names, Has.Count.EqualTo(10).And.Contains("one-cycle"));

    [Test]
    public void An_unknown_name_lists_the_known_ones_and_all_other_problems()
    {
        var options = new ScheduleOptions { Schedule = "cosin", Gamma = 0, Power = double.NaN, StepEvery = 0.Epochs(), MinimumRate = -1 };

        var error = Assert.Throws<LabValidationException>(() => Lab.Optimization.Schedules.Create(options));
        Assert.That(error.Problems, Has.Count.EqualTo(5));
        Assert.That(error.Problems, Has.Some.Contains("--schedule cosin:").And.Contains("warm-restarts"));
        Assert.That(error.Problems, Has.Some.StartsWith("Gamma is 0"));
        Assert.That(error.Problems, Has.Some.StartsWith("Power is NaN"));
        Assert.That(error.Problems, Has.Some.StartsWith("MinimumRate is -1"));
        Assert.That(error.Problems, Has.Some.StartsWith("StepEvery is '0 epochs'"));
    }

    [TestCase("step", "StepEvery")]
    [TestCase("multi-step", "Milestones")]
    [TestCase("warm-restarts", "FirstCycle")]
    public void A_missing_value_is_named(string name, string option) =>
        Assert.That(() => Lab.Optimization.Schedules.Create(new ScheduleOptions { Schedule = name }), Throws.TypeOf<LabValidationException>().With.Message.StartsWith(option));

    [Test]
    public void Three_phases_leave_at_most_half_of_the_cycle_for_the_rise() =>
        Assert.That(
            () => Lab.Optimization.Schedules.Create(new ScheduleOptions { Schedule = "one-cycle", ThreePhases = true, RiseFraction = 0.6 }),
            Throws.TypeOf<LabValidationException>().With.Message.Contains("RiseFraction is 0.6"));

    [Test]
    public void Options_bind_from_configuration_text()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Schedule"] = "multi-step",
            ["Warmup"] = "500 steps",
            ["Milestones:0"] = "30 epochs",
            ["Milestones:1"] = "60ep",
            ["ScheduleGranularity"] = "epoch",
            ["PlateauMonitor"] = "validation/macro_f1",
            ["MaximumRate"] = "0.5",
        }).Build();
        var options = configuration.Get<ScheduleOptions>()!;

        Assert.That(options.Warmup, Is.EqualTo((Duration)500.OptimizerSteps()));
        Assert.That(options.Milestones, Is.EqualTo(new Duration[] { 30.Epochs(), 60.Epochs() }));
        Assert.That(options.ScheduleGranularity, Is.EqualTo(ScheduleGranularity.Epoch));
        Assert.That(options.PlateauMonitor.Metric, Is.EqualTo("macro_f1"));
        Assert.That(options.MaximumRate, Is.EqualTo(0.5));
    }
}
