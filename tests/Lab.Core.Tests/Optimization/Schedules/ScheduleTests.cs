using CsCheck;
using Lab.Optimization;

namespace Lab.Tests.Optimization.Schedules;

public sealed class ScheduleTests
{
    private static readonly Gen<Duration> _duration = Gen.Select(Gen.Int[1, 200], Gen.Bool, (count, epochs) => epochs ? (Duration)count.Epochs() : count.OptimizerSteps());

    private static readonly Gen<ScheduleOptions> _options = Gen.Select(
        Gen.Int[0, Lab.Optimization.Schedules.Names.Count - 1],
        Gen.Select(_duration, _duration, Gen.Bool),
        Gen.Select(Gen.Double[1e-6, 1], Gen.Double[0, 1], Gen.Double[0, 0.2]),
        Gen.Bool,
        (name, durations, numbers, flag) => new ScheduleOptions
        {
            Schedule = Lab.Optimization.Schedules.Names[name],
            Warmup = durations.Item3 ? durations.Item1 : null,
            WarmupStartFactor = numbers.Item2,
            ScheduleGranularity = flag ? ScheduleGranularity.Epoch : ScheduleGranularity.Step,
            ScheduleLength = numbers.Item2 > 0.5 ? durations.Item2 : null,
            StepEvery = durations.Item1,
            Milestones = [durations.Item1, durations.Item2],
            FirstCycle = durations.Item1,
            CycleMultiplier = 1 + (int)durations.Item2.Count % 3,
            Gamma = numbers.Item1,
            MinimumRate = numbers.Item3,
            Power = numbers.Item1 * 3,
            RiseFraction = numbers.Item2 / 2,
            ThreePhases = flag,
            Annealing = durations.Item3 ? OneCycleAnnealing.Linear : OneCycleAnnealing.Cosine,
        });

    [Test]
    public void Every_rate_is_finite_and_not_negative() =>
        Gen.Select(_options, Gen.Long[0, 3000], Gen.Long[1, 50], Gen.OneOf(Gen.Const(1L), Gen.Long[1, 2000], Gen.Const(long.MaxValue / 4))).Sample((options, step, perEpoch, total) =>
        {
            var schedule = Lab.Optimization.Schedules.Create(options);
            foreach (var at in new[] { 0, step, total - 1, total, total + step })
            {
                var rate = schedule.RateAt(0.1, new SchedulePosition(at, perEpoch, total));
                Assert.That(double.IsFinite(rate) && rate >= 0, Is.True, $"{options.Schedule} at {at} of {total}: {rate}");
            }
        }, iter: 3000);

    [Test]
    public void Warm_up_rises_to_the_rate_at_which_the_curve_begins() =>
        Gen.Select(_options, Gen.Int[1, 100], Gen.Long[1, 50]).Sample((options, length, perEpoch) =>
        {
            options.Warmup = null;
            options.ScheduleGranularity = ScheduleGranularity.Step;
            var total = 100_000;
            var first = Lab.Optimization.Schedules.Create(options).RateAt(0.1, new SchedulePosition(0, perEpoch, total - length));
            options.Warmup = length.OptimizerSteps();
            var schedule = Lab.Optimization.Schedules.Create(options);
            var rates = Enumerable.Range(0, length + 1).Select(step => schedule.RateAt(0.1, new SchedulePosition(step, perEpoch, total))).ToArray();

            Assert.That(rates[length], Is.EqualTo(first).Within(1e-14));
            Assert.That(rates[0], Is.EqualTo(first * options.WarmupStartFactor).Within(1e-14));
            var slope = first * (1 - options.WarmupStartFactor) / length;
            for (var step = 1; step <= length; step++)
            {
                Assert.That(rates[step] - rates[step - 1], Is.EqualTo(slope).Within(1e-14));
            }
        }, iter: 300);

    [Test]
    public void A_run_of_one_step_has_the_first_rate_of_every_decay()
    {
        var position = new SchedulePosition(0, 1, 1);
        Schedule[] schedules = [new ConstantSchedule(), new StepSchedule(1.Epochs()), new CosineSchedule(), new PolynomialSchedule(), new LinearSchedule(), new WarmRestartsSchedule(1.Epochs())];

        Assert.That(schedules.Select(schedule => schedule.RateAt(0.1, position)), Is.All.EqualTo(0.1));
    }

    [Test]
    public void A_step_beyond_the_end_has_the_rate_of_the_end()
    {
        Assert.That(new CosineSchedule { MinimumRate = 0.01 }.RateAt(0.1, new SchedulePosition(41, 10, 40)), Is.EqualTo(0.01));
        Assert.That(new LinearSchedule { EndFactor = 0.5 }.RateAt(0.1, new SchedulePosition(400, 10, 40)), Is.EqualTo(0.05));
        Assert.That(new PolynomialSchedule(2).RateAt(0.1, new SchedulePosition(40, 10, 40)), Is.Zero);
        Assert.That(new OneCycleSchedule().RateAt(0.1, new SchedulePosition(77, 10, 40)), Is.EqualTo(4e-7).Within(1e-18));
    }

    [Test]
    public void A_duration_in_epochs_changes_the_rate_at_epoch_boundaries_only()
    {
        var schedule = new StepSchedule(2.Epochs(), 0.5) { Warmup = new Warmup(5.OptimizerSteps()) };
        var changes = Changes(schedule, stepsPerEpoch: 10, totalSteps: 80).Where(step => step > 5);

        Assert.That(changes, Is.EqualTo(new[] { 20, 40, 60 }));
    }

    [Test]
    public void A_duration_in_steps_changes_the_rate_within_epochs()
    {
        Assert.That(Changes(new StepSchedule(15.OptimizerSteps(), 0.5), 10, 50), Is.EqualTo(new[] { 15, 30, 45 }));
        Assert.That(Changes(new MultiStepSchedule([1.Epochs(), 25.OptimizerSteps()]), 10, 50), Is.EqualTo(new[] { 10, 25 }));
        Assert.That(Changes(new ExponentialSchedule(0.5, 1.Epochs()), 10, 35), Is.EqualTo(new[] { 10, 20, 30 }));
    }

    [Test]
    public void A_smooth_curve_may_move_between_epochs_only()
    {
        Schedule[] schedules =
        [
            new CosineSchedule { Granularity = ScheduleGranularity.Epoch },
            new LinearSchedule { Granularity = ScheduleGranularity.Epoch },
            new PolynomialSchedule(3) { Granularity = ScheduleGranularity.Epoch },
            new OneCycleSchedule { Granularity = ScheduleGranularity.Epoch },
            new WarmRestartsSchedule(20.Epochs()) { Granularity = ScheduleGranularity.Epoch },
            new ConstantSchedule { Warmup = new Warmup(4.Epochs(), 0.1, ScheduleGranularity.Epoch) },
        ];
        foreach (var schedule in schedules)
        {
            Assert.That(Changes(schedule, 10, 45), Is.EqualTo(new[] { 10, 20, 30, 40 }), schedule.GetType().Name);
        }
    }

    [Test]
    public void One_cycle_per_epoch_has_the_rates_of_one_step_per_epoch()
    {
        var perEpoch = new OneCycleSchedule { Granularity = ScheduleGranularity.Epoch };
        var perStep = new OneCycleSchedule();
        var rates = Enumerable.Range(0, 12).Select(epoch => perEpoch.RateAt(0.1, new SchedulePosition((epoch * 10) + 3, 10, 115)));

        Assert.That(rates, Is.EqualTo(Enumerable.Range(0, 12).Select(step => perStep.RateAt(0.1, new SchedulePosition(step, 1, 12)))));
    }

    [Test]
    public void One_cycle_may_have_a_maximum_of_its_own() =>
        Assert.That(new OneCycleSchedule { MaximumRate = 0.7 }.RateAt(0.1, new SchedulePosition(11, 7, 40)), Is.EqualTo(0.7).Within(1e-15));

    [Test]
    public void A_warm_up_as_long_as_the_run_rises_to_its_end()
    {
        var schedule = new CosineSchedule { Warmup = new Warmup(1.Epochs(), 0) };

        Assert.That(Enumerable.Range(0, 4).Select(step => schedule.RateAt(1, new SchedulePosition(step, 4, 4))), Is.EqualTo(new[] { 0, 0.25, 0.5, 0.75 }));
    }

    [Test]
    public void A_schedule_of_ones_own_is_its_curve_and_gets_the_warm_up()
    {
        var schedule = new Halving { Warmup = new Warmup(2.OptimizerSteps(), 0.5) };

        Assert.That(Enumerable.Range(0, 5).Select(step => schedule.RateAt(8, new SchedulePosition(step, 3, 5))), Is.EqualTo(new[] { 4.0, 6, 8, 4, 2 }));
    }

    [Test]
    public void Positions_and_rates_out_of_range_are_refused()
    {
        var schedule = new ConstantSchedule();

        Assert.That(() => schedule.RateAt(double.NaN, new SchedulePosition(0, 1, 1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => schedule.RateAt(-1, new SchedulePosition(0, 1, 1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => schedule.RateAt(1, new SchedulePosition(-1, 1, 1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => schedule.RateAt(1, new SchedulePosition(0, 0, 1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Values_out_of_range_are_refused_where_they_are_given()
    {
        Assert.That(() => new StepSchedule(0.Epochs()), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new StepSchedule(1.Epochs(), 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new StepSchedule(1.Epochs(), 1.1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new MultiStepSchedule([]), Throws.ArgumentException);
        Assert.That(() => new CosineSchedule { MinimumRate = double.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new CosineSchedule { Length = 0.Epochs() }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new OneCycleSchedule { InitialDivisor = 0.5 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new PolynomialSchedule(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new WarmRestartsSchedule(1.Epochs(), 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Warmup(1.Epochs(), 1.5), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private sealed class Halving : Schedule
    {
        protected override double CurveAt(double baseRate, SchedulePosition position) => baseRate * Math.Pow(0.5, position.Elapsed(DurationUnit.OptimizerStep));
    }

    private static IEnumerable<int> Changes(Schedule schedule, int stepsPerEpoch, int totalSteps)
    {
        double At(int step) => schedule.RateAt(1, new SchedulePosition(step, stepsPerEpoch, totalSteps));
        return Enumerable.Range(1, totalSteps - 1).Where(step => At(step) != At(step - 1));
    }
}
