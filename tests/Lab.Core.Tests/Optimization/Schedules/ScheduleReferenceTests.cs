using Lab.Optimization;

namespace Lab.Tests.Optimization.Schedules;

/// <summary>The rate used at each step against PyTorch's schedulers; some values are repeated here, so that they are checked where the shared files are absent.</summary>
public sealed class ScheduleReferenceTests
{
    private const double BaseRate = 0.1;
    private const string Plateau = "ReduceLROnPlateau(factor=0.5,patience=2,threshold=1e-4 rel,min mode)";

    private static readonly Dictionary<string, Schedule> _cases = new()
    {
        ["StepLR(step_size=10,gamma=0.5)"] = new StepSchedule(10.OptimizerSteps(), 0.5),
        ["MultiStepLR(milestones=[5,20,30],gamma=0.1)"] = new MultiStepSchedule([5.OptimizerSteps(), 20.OptimizerSteps(), 30.OptimizerSteps()]),
        ["ExponentialLR(gamma=0.9)"] = new ExponentialSchedule(0.9, 1.OptimizerSteps()),
        ["CosineAnnealingLR(T_max=40,eta_min=0.001)"] = new CosineSchedule { MinimumRate = 0.001 },
        ["CosineAnnealingWarmRestarts(T_0=10,T_mult=2,eta_min=0.001)"] = new WarmRestartsSchedule(10.OptimizerSteps(), 2) { MinimumRate = 0.001 },
        ["OneCycleLR(max_lr=0.1,total_steps=40,pct_start=0.3,cos)"] = new OneCycleSchedule(),
        ["PolynomialLR(total_iters=40,power=2)"] = new PolynomialSchedule(2),
        ["LinearWarmupCosine(warmup=5 from 1e-4,total=40,min=0.001): step i<5: start+(base-start)*i/5, else min+(base-min)/2*(1+cos(pi*(i-5)/35))"] =
            new CosineSchedule { MinimumRate = 0.001, Warmup = new Warmup(5.OptimizerSteps(), 0.001) },
    };

    public static IEnumerable<string> Names => _cases.Keys;

    [TestCaseSource(nameof(Names))]
    public void Every_step_of_the_reference_agrees(string name)
    {
        var expected = SharedFiles.RequireJson("reference/schedules.json")["learning_rate_used_at_step"]![name]!.AsArray().Select(x => (double)x!).ToArray();

        AssertRates(_cases[name], expected);
    }

    [TestCaseSource(nameof(Names))]
    public void An_epoch_of_one_step_gives_the_same_rates_per_epoch(string name)
    {
        for (var step = 0; step < 40; step++)
        {
            var rate = _cases[name].RateAt(BaseRate, new SchedulePosition(step, 1, 40));
            Assert.That(rate, Is.EqualTo(_cases[name].RateAt(BaseRate, new SchedulePosition(step, 7, 40))).Within(1e-15), $"step {step}");
        }
    }

    [Test]
    public void The_reference_has_no_case_that_is_not_tested() =>
        Assert.That(
            SharedFiles.RequireJson("reference/schedules.json")["learning_rate_used_at_step"]!.AsObject().Select(entry => entry.Key),
            Is.EquivalentTo(_cases.Keys.Append(Plateau)));

    [Test]
    public void Plateau_follows_the_reference()
    {
        double[] losses = [1.0, 0.9, 0.8, 0.81, 0.82, 0.83, 0.79, 0.79, 0.79, 0.79, 0.79, 0.79, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
        double[] expected = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.025, 0.025, 0.025, 0.0125, 0.0125, 0.0125, 0.00625];
        var schedule = new PlateauSchedule(new MonitoredMetric(Phase.Validation, MetricKey.Loss), factor: 0.5, patience: 2);
        var rates = losses.Select((loss, epoch) =>
        {
            var rate = schedule.RateAt(BaseRate, new SchedulePosition(epoch, 1, 20));
            schedule.OnEpochReport(Reports.Validation(epoch + 1, MetricKey.Loss, loss));
            return rate;
        }).ToArray();

        Assert.That(rates, Is.EqualTo(expected).Within(1e-15));
    }

    [Test]
    public void Cosine_and_one_cycle_have_known_rates()
    {
        AssertAt(new CosineSchedule { MinimumRate = 0.001 }, 0, 0.1);
        AssertAt(new CosineSchedule { MinimumRate = 0.001 }, 20, 0.0505);
        AssertAt(new CosineSchedule { MinimumRate = 0.001 }, 39, 0.0011525919802101658);
        AssertAt(new OneCycleSchedule(), 0, 0.0040000000000000036);
        AssertAt(new OneCycleSchedule(), 11, 0.1);
        AssertAt(new OneCycleSchedule(), 39, 4e-07);
        AssertAt(new PolynomialSchedule(2), 39, 6.250000000000014e-05);
    }

    /// <summary>Computed from the definition of PyTorch's <c>OneCycleLR</c>, by hand of another program: 12 steps, maximum 0.1, pct_start 0.4, divisors 10 and 100.</summary>
    [Test]
    public void One_cycle_with_three_phases_agrees_with_its_definition()
    {
        double[] expected =
        [
            0.009999999999999995, 0.024522329276841642, 0.05871607054625493, 0.09051132292283771, 0.09938625865312252, 0.07961266711550924,
            0.04395315307866409, 0.015423681195708023, 0.009665737535551564, 0.006404631800856815, 0.002066958549922683, 0.0001,
        ];
        AssertRates(new OneCycleSchedule { RiseFraction = 0.4, InitialDivisor = 10, FinalDivisor = 100, ThreePhases = true }, expected);
    }

    [Test]
    public void One_cycle_with_straight_lines_agrees_with_its_definition()
    {
        double[] expected =
        [
            0.004, 0.052000000000000005, 0.1, 0.08888893333333334, 0.07777786666666667, 0.0666668, 0.055555733333333336, 0.04444466666666667,
            0.033333600000000005, 0.022222533333333336, 0.011111466666666667, 4e-07,
        ];
        AssertRates(new OneCycleSchedule { RiseFraction = 0.25, Annealing = OneCycleAnnealing.Linear }, expected, 1e-10);
    }

    private static void AssertRates(Schedule schedule, double[] expected, double tolerance = 1e-12)
    {
        for (var step = 0; step < expected.Length; step++)
        {
            var rate = schedule.RateAt(BaseRate, new SchedulePosition(step, 7, expected.Length));
            Assert.That(rate, Is.EqualTo(expected[step]).Within(tolerance * expected[step]), $"step {step}");
        }
    }

    private static void AssertAt(Schedule schedule, int step, double expected) =>
        Assert.That(schedule.RateAt(BaseRate, new SchedulePosition(step, 7, 40)), Is.EqualTo(expected).Within(1e-12 * expected));
}
