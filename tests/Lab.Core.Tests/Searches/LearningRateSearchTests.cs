using Lab.Optimization;
using Lab.Searches;
using Lab.Tests.Training;

namespace Lab.Tests.Searches;

public sealed class LearningRateSearchTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 2.Epochs(), TorchThreads = 1 };

    [Test]
    public void Rates_grow_by_one_factor_from_the_lowest_to_the_highest_whatever_the_epoch_and_the_limits_of_the_run()
    {
        using var run = new ToyRun(Options with { MaximumSteps = 3.OptimizerSteps(), MaximumTime = TimeSpan.FromTicks(1) });
        var curve = run.Trainer.FindLearningRate(run.Train, new LearningRateSearchOptions { MinimumRate = 1e-6, MaximumRate = 1e-3, Steps = 31.OptimizerSteps() });

        Assert.That(curve.Diverged, Is.False);
        Assert.That(curve.Points, Has.Count.EqualTo(31));
        Assert.That(curve.Points.Select((point, step) => point.Rate / (1e-6 * Math.Pow(10, step / 10.0))), Has.All.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void A_loss_that_diverges_ends_the_search_and_a_rate_below_is_suggested()
    {
        using var run = new ToyRun(Options, optimizer: new OptimizerOptions { Name = "sgd", LearningRate = 0.01 });
        var curve = run.Trainer.FindLearningRate(run.Train, new LearningRateSearchOptions { MinimumRate = 1e-4, MaximumRate = 1e6, Steps = 200.OptimizerSteps(), Smoothing = 0.8 });

        Assert.That(curve.Diverged, Is.True);
        Assert.That(curve.Points, Has.Count.LessThan(200));
        Assert.That(curve.Suggestion, Is.InRange(1e-4, curve.Points[^1].Rate));
        Assert.That(curve.TenthOfMinimum, Is.InRange(1e-5, curve.Points[^1].Rate / 10));
    }

    [Test]
    public void Accumulated_batches_make_one_step()
    {
        var hook = new CountingStep(window: 2);
        using var run = new ToyRun(Options, [hook], samples: 64);
        var curve = run.Trainer.FindLearningRate(run.Train, new LearningRateSearchOptions { MaximumRate = 1e-5, Steps = 9.OptimizerSteps() });

        Assert.That(curve.Points, Has.Count.EqualTo(9));
        Assert.That(hook.Backwards, Is.EqualTo(18));
    }

    [Test]
    public void It_leaves_everything_as_it_was_and_the_fit_that_follows_has_the_same_bits()
    {
        using var plain = new ToyRun(Options, [new CountingStep()]);
        plain.Fit();
        var hook = new CountingStep();
        var witness = new Witness();
        using var run = new ToyRun(Options, [hook, witness]);
        run.Model.eval();
        var before = SearchedRun.Describe(run);
        run.Trainer.FindLearningRate(run.Train);

        Assert.That(SearchedRun.Describe(run), Is.EqualTo(before));
        Assert.That((hook.Steps, hook.Disposed, witness.Calls), Is.EqualTo((0, false, 0)));
        run.Fit();
        Assert.That(run.WeightHash(), Is.EqualTo(plain.WeightHash()));
    }

    [Test]
    public void It_leaves_everything_as_it_was_when_it_fails()
    {
        var hook = new CountingStep { Before = step => _ = step.Number == 3 ? throw new InvalidOperationException("on purpose") : 0 };
        using var run = new ToyRun(Options, [hook]);
        var before = SearchedRun.Describe(run);
        var error = Assert.Throws<HookException>(() => run.Trainer.FindLearningRate(run.Train, new LearningRateSearchOptions { MinimumRate = 0.1 }));

        Assert.That(error.Message, Does.Contain(nameof(CountingStep)).And.Contains("on purpose"));
        Assert.That(SearchedRun.Describe(run), Is.EqualTo(before));
        Assert.That(hook.Steps, Is.Zero);
        hook.Before = _ => { };
        Assert.That(run.Fit().Status, Is.EqualTo(RunStatus.Completed), "the trainer and its hooks are still of use");
    }

    [Test]
    public void It_leaves_everything_as_it_was_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        var hook = new CountingStep { Before = step => Cancel(step, source) };
        using var run = new ToyRun(Options, [hook]);
        var before = SearchedRun.Describe(run);

        Assert.That(() => run.Trainer.FindLearningRate(run.Train, new LearningRateSearchOptions { MinimumRate = 0.1 }, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(SearchedRun.Describe(run), Is.EqualTo(before));
    }

    [Test]
    public void Options_that_make_no_sense_are_refused_all_at_once()
    {
        using var run = new ToyRun(Options);
        var error = Assert.Throws<LabValidationException>(() => run.Trainer.FindLearningRate(
            run.Train, new LearningRateSearchOptions { MinimumRate = 1, MaximumRate = 0.1, Steps = 1.OptimizerSteps(), Smoothing = 1, DivergenceFactor = double.NaN }));

        Assert.That(error.Problems, Has.Count.EqualTo(4));
    }

    [Test]
    public void The_smoothed_loss_is_an_average_without_bias()
    {
        using var test = new RangeTest(new LearningRateSearchOptions { Smoothing = 0.9 });
        foreach (var loss in new[] { 3.0, 5.0, 4.0 })
        {
            test.Record(0.1, loss);
        }

        // Weights 0.9^age, divided by their sum.
        Assert.That(test.Curve().Points.Select(point => point.Smoothed), Is.EqualTo(new[] { 3.0, (5 + 2.7) / 1.9, (4 + 4.5 + 2.43) / 2.71 }).Within(1e-12));
    }

    [Test]
    public void The_steepest_rate_is_where_the_curve_falls_fastest_and_the_first_tenth_does_not_count()
    {
        using var test = new RangeTest(new LearningRateSearchOptions { Smoothing = 0, Steps = 100.OptimizerSteps() });
        for (var step = 0; step < 100; step++)
        {
            // Falls around step 40, is lowest at step 70; the jump at the beginning is steeper than both.
            var loss = step < 3 ? 10 - step : 2 - Math.Tanh((step - 40) / 5.0) + (Math.Max(0, step - 70) * 0.02);
            Assert.That(test.Record(Math.Pow(10, step / 10.0), loss), Is.True);
        }

        var curve = test.Curve();
        Assert.That(Math.Log10(curve.Steepest!.Value) * 10, Is.EqualTo(40).Within(0.5));
        Assert.That(Math.Log10(curve.TenthOfMinimum!.Value) * 10, Is.EqualTo(60).Within(0.5));
    }

    [TestCase(1, 3.9, ExpectedResult = true)]
    [TestCase(1, 4.1, ExpectedResult = false)]
    [TestCase(-1, 1.9, ExpectedResult = true)]
    [TestCase(-1, 2.1, ExpectedResult = false)]
    [TestCase(1, double.NaN, ExpectedResult = false)]
    [TestCase(1, double.PositiveInfinity, ExpectedResult = false)]
    public bool A_loss_far_above_the_lowest_has_diverged(double lowest, double loss)
    {
        using var test = new RangeTest(new LearningRateSearchOptions { Smoothing = 0 });
        test.Record(0.1, lowest);
        return test.Record(0.2, loss);
    }

    [Test]
    public void A_loss_that_never_falls_suggests_nothing()
    {
        using var test = new RangeTest(new LearningRateSearchOptions { Smoothing = 0, Steps = 10.OptimizerSteps() });
        for (var step = 0; step < 10; step++)
        {
            test.Record(step + 1, 1);
        }

        Assert.That(test.Curve().Suggestion, Is.Null);
    }

    private static void Cancel(StepContext step, CancellationTokenSource source)
    {
        if (step.Number == 3)
        {
            source.Cancel();
        }
    }
}
