using System.Globalization;

namespace Lab.Hooks.Tests.Progress;

public sealed class ProgressHookTests
{
    private static readonly string[] Metrics = ["train/loss", "validation/loss", "validation/accuracy"];

    [Test]
    public void What_judges_the_model_comes_before_the_rest_of_the_trainings_numbers() => Assert.That(
        ProgressLines.InOrder(["train/loss", "train/accuracy", "validation/loss", "validation/accuracy"]),
        Is.EqualTo(new[] { "train/loss", "validation/loss", "validation/accuracy", "train/accuracy" }));

    [Test]
    public void An_average_has_columns_beside_those_of_the_validation_and_its_passes_are_in_the_time()
    {
        var table = new ReportTable(ProgressLines.InOrder(["train/loss", "train/accuracy", "validation/loss", "average/loss"]), width: 200);

        Assert.That(table.Header, Is.EqualTo("epoch      step      time  train/loss  validation/loss  average/loss  train/accuracy"));
        Assert.That(table.Row(Events.AveragedReport(1, 0.5, averageLoss: 0.25)), Does.StartWith("    1         4   0:00:24           1              0.5          0.25"));
        Assert.That(table.Row(Events.Report(2, 0.5)), Does.StartWith("    2         8   0:00:16           1              0.5             -"));
    }

    [TestCase(RunStatus.Failed, "failed in 0:00:00")]
    [TestCase(RunStatus.Completed, "completed in 0:00:00: why")]
    public void A_run_that_failed_leaves_its_error_to_whoever_shows_it(RunStatus status, string line) => Assert.That(
        ProgressLines.Closing(new RunResult { Status = status, Reason = "why", Position = default, Duration = TimeSpan.Zero }), Is.EqualTo(line));

    [Test]
    public void A_pass_that_refreshes_statistics_shows_how_far_it_is_and_no_loss()
    {
        var meter = new ProgressMeter(Events.Run(epochs: 2), new ManualTime());
        meter.Start(new EpochStart(Phase.Refresh, 1, 4, 0, 40));
        meter.Add(Events.Batch(1, 0, 4, loss: double.NaN, phase: Phase.Refresh));

        Assert.That(meter.Describe(), Does.Contain("epoch 1/2  refresh 1/4").And.Not.Contain("loss"));
    }

    [Test]
    public void Plain_output_is_a_few_lines_and_a_row_per_epoch()
    {
        using var output = new FakeOutput(isTerminal: false);
        var time = new ManualTime();
        using (var hook = new ProgressHook(new ProgressOptions { PlainSeconds = 4 }, output.Console, time))
        {
            hook.OnRunStart(Events.Run(epochs: 2, metrics: Metrics));
            for (var epoch = 1; epoch <= 2; epoch++)
            {
                DriveEpoch(hook, time, epoch);
            }

            hook.OnRunEnd(Events.Result());
        }

        const string Expected = """
            faces: train on cpu, 12,345 parameters, 2 epochs, 8 steps
            epoch 1/2  train 4/4  step 4/8  loss 2.5  10/s  data 10 %  left 0:00:04
            epoch      step      time  train/loss  validation/loss  validation/accuracy
                1         4   0:00:16           1             0.25                  0.5
            epoch 2/2  train 4/4  step 8/8  loss 2.5  10/s  data 10 %  left 0:00:00
                2         8   0:00:16           1            0.125                  0.5
            completed in 0:01:01: all epochs are done

            """;
        Assert.That(output.Text, Is.EqualTo(Expected.ReplaceLineEndings("\n")));
    }

    [Test]
    public void A_terminal_shows_one_line_that_is_redrawn_and_rows_above_it()
    {
        using var output = new FakeOutput(isTerminal: true);
        var time = new ManualTime();
        using var hook = new ProgressHook(options: null, output.Console, time);
        hook.OnRunStart(Events.Run(epochs: 2, metrics: Metrics));
        DriveEpoch(hook, time, 1);
        hook.OnEpochStart(new EpochStart(Phase.Train, 2, 4, 0, 40));
        time.Advance(1);
        hook.OnBatchEnd(Events.Batch(2, 0, 5), new RunControl());

        Assert.That(output.Screen, Is.EqualTo(new[]
        {
            "faces: train on cpu, 12,345 parameters, 2 epochs, 8 steps",
            "epoch      step      time  train/loss  validation/loss  validation/accuracy",
            "    1         4   0:00:16           1             0.25                  0.5",
            "━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  epoch 2/2  train 1/4  step 5/8  loss 0.5  10/s  data 10 %  left 0:00:03",
        }));
    }

    [Test]
    public void A_terminal_is_drawn_ten_times_a_second_at_most()
    {
        using var output = new FakeOutput(isTerminal: true);
        var time = new ManualTime();
        using var hook = new ProgressHook(options: null, output.Console, time);
        hook.OnRunStart(Events.Run(epochs: 1, stepsPerEpoch: 1000));
        hook.OnEpochStart(new EpochStart(Phase.Train, 1, 1000, 0, 10_000));
        for (var step = 1; step <= 1000; step++)
        {
            time.Advance(0.001);
            hook.OnBatchEnd(Events.Batch(1, step - 1, step), new RunControl());
        }

        Assert.That(output.Text.Split("\u001b[2K"), Has.Length.EqualTo(11));
    }

    [Test]
    public void A_batch_that_shows_nothing_allocates_nothing()
    {
        using var output = new FakeOutput(isTerminal: true);
        using var hook = new ProgressHook(options: null, output.Console, new ManualTime());
        hook.OnRunStart(Events.Run());
        hook.OnEpochStart(new EpochStart(Phase.Train, 1, 4, 0, 40));
        var batch = Events.Batch(1, 0, 1);
        var control = new RunControl();
        hook.OnBatchEnd(batch, control);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            hook.OnBatchEnd(batch, control);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void A_fault_or_disposal_leaves_a_clean_terminal()
    {
        foreach (var fault in new[] { true, false })
        {
            using var output = new FakeOutput(isTerminal: true);
            var time = new ManualTime();
            var hook = new ProgressHook(options: null, output.Console, time);
            hook.OnRunStart(Events.Run());
            hook.OnEpochStart(new EpochStart(Phase.Train, 1, 4, 0, 40));
            time.Advance(1);
            hook.OnBatchEnd(Events.Batch(1, 0, 1), new RunControl());
            Assert.That(output.Screen[^1], Does.Contain("step 1/12"));

            if (fault)
            {
                hook.OnFault(new RunFault(new InvalidOperationException(), default, Phase.Train));
                Assert.That(output.Screen[^1], Is.Empty);
            }

            hook.Dispose();
            Assert.That(output.Screen[^1], Is.Empty);
        }
    }

    [Test]
    public void A_narrow_terminal_is_never_overrun_and_hidden_metrics_are_counted()
    {
        using var output = new FakeOutput(isTerminal: true, width: 60);
        var time = new ManualTime();
        using var hook = new ProgressHook(options: null, output.Console, time);
        hook.OnRunStart(Events.Run(metrics: [.. Metrics, .. Enumerable.Range(0, 200).Select(i => $"validation/class_{i}")]));
        DriveEpoch(hook, time, 1);
        hook.OnEpochStart(new EpochStart(Phase.Train, 2, 4, 0, 40));
        time.Advance(1);
        hook.OnBatchEnd(Events.Batch(2, 0, 5), new RunControl());

        Assert.That(output.Screen.Select(line => line.Length), Is.All.LessThan(60));
        Assert.That(output.Screen[1], Does.Contain("train/loss").And.EndWith("+202 more"));
    }

    [Test]
    public void A_loss_that_is_no_number_is_shown_as_such()
    {
        using var output = new FakeOutput(isTerminal: false);
        var time = new ManualTime();
        using var hook = new ProgressHook(options: null, output.Console, time);
        hook.OnRunStart(Events.Run());
        hook.OnEpochStart(new EpochStart(Phase.Train, 1, 4, 0, 40));
        time.Advance(11);
        hook.OnBatchEnd(Events.Batch(1, 0, 1, loss: double.NaN), new RunControl());
        Assert.That(output.Text, Does.Contain("loss NaN"));
    }

    [Test]
    public void A_resumed_run_says_so_and_its_time_left_counts_its_own_steps()
    {
        using var output = new FakeOutput(isTerminal: false);
        var time = new ManualTime();
        using var hook = new ProgressHook(options: null, output.Console, time);
        hook.OnRunStart(Events.Run(start: new Position(1, 2, 6)));
        hook.OnEpochStart(new EpochStart(Phase.Train, 2, 4, 2, 40));
        time.Advance(20);
        hook.OnBatchEnd(Events.Batch(2, 2, 7), new RunControl());

        Assert.That(output.Text, Does.Contain("resumed after 1 epoch, 6 steps\n").And.Contain("epoch 2/3  train 3/4  step 7/12").And.Contain("left 0:01:40"));
    }

    [Test]
    public void A_pass_that_runs_alone_ends_with_how_it_went_and_leaves_its_numbers_to_the_result()
    {
        using var output = new FakeOutput(isTerminal: false);
        var time = new ManualTime();
        using var hook = new ProgressHook(options: null, output.Console, time);
        hook.OnRunStart(Events.Run(phase: Phase.Test));
        hook.OnEpochStart(new EpochStart(Phase.Test, 0, 4, 0, 40));
        time.Advance(12);
        hook.OnBatchEnd(Events.Batch(0, 2, 0, phase: Phase.Test), new RunControl());
        hook.OnEpochEnd(Events.End(Phase.Test, 0, 0, 0.5, 0.75));

        Assert.That(output.Text, Does.EndWith("test 3/4  loss 0.5  0.8/s  data 1 %  left 0:00:04\ntest: 40 samples in 0:00:08, 5/s\n"));
    }

    [Test]
    public void A_validation_in_the_middle_of_an_epoch_is_a_row_without_training_numbers()
    {
        using var output = new FakeOutput(isTerminal: false);
        using var hook = new ProgressHook(options: null, output.Console, new ManualTime());
        hook.OnRunStart(Events.Run(metrics: Metrics));
        hook.OnEpochReport(Events.MidEpoch(1, 2, 0.25), new RunControl());
        Assert.That(output.Text, Does.EndWith("    1         2   0:00:08           -             0.25                  0.5\n"));
    }

    [Test]
    public void Without_epochs_it_only_opens_and_closes()
    {
        using var output = new FakeOutput(isTerminal: true);
        using (var hook = new ProgressHook(options: null, output.Console, new ManualTime()))
        {
            hook.OnRunStart(Events.Run(epochs: 0));
            hook.OnRunEnd(Events.Result());
        }

        Assert.That(output.Screen, Has.Length.EqualTo(3));
    }

    [Test]
    public void Numbers_are_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Plain_output_is_a_few_lines_and_a_row_per_epoch();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    // Four batches of a second each, then a validation that takes no time and shows nothing.
    private static void DriveEpoch(ProgressHook hook, ManualTime time, int epoch)
    {
        hook.OnEpochStart(new EpochStart(Phase.Train, epoch, 4, 0, 40));
        for (var batch = 0; batch < 4; batch++)
        {
            time.Advance(1);
            hook.OnBatchEnd(Events.Batch(epoch, batch, (4 * (epoch - 1)) + batch + 1, loss: batch + 1), new RunControl());
        }

        var report = Events.Report(epoch, 0.5 / (1 << epoch));
        hook.OnEpochEnd(report.Train!);
        hook.OnEpochStart(new EpochStart(Phase.Validation, epoch, 2, 0, 20));
        hook.OnEpochEnd(report.Validation!);
        hook.OnEpochReport(report, new RunControl());
    }
}
