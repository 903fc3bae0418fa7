using System.Globalization;

namespace Lab.Hooks.Tests.TextLog;

public sealed class TextLogHookTests
{
    [Test]
    public void A_whole_run_reads_as_text()
    {
        using var folder = new TemporaryFolder();
        using (var hook = NewHook(every: 2))
        {
            hook.OnRunStart(Events.Run(folder.Path, epochs: 1));
            hook.OnEpochStart(new EpochStart(Phase.Train, 1, 4, 0, 40));
            for (var step = 1; step <= 4; step++)
            {
                hook.OnBatchEnd(Events.Batch(1, step - 1, step, loss: step), new RunControl());
            }

            hook.OnEpochEnd(Events.End(Phase.Train, 1, 4, 2.5));
            hook.OnEpochEnd(Events.End(Phase.Validation, 1, 4, double.NaN, 0.75) with { Skipped = 2 });
            hook.OnRunEnd(Events.Result(RunStatus.Stopped, "EarlyStoppingHook: enough"));
        }

        const string Expected = """
            2026-03-04 05:06:07 faces: train on cpu, 1 epoch = 4 steps, seed 7, 12,345 parameters, 345 of them trained
            2026-03-04 05:06:07 option batch-size = 10
            2026-03-04 05:06:07 option note = a|b
            2026-03-04 05:06:07 epoch 1 step 2: loss 2, learning rate 0.01
            2026-03-04 05:06:07 epoch 1 step 4: loss 4, learning rate 0.01
            2026-03-04 05:06:07 epoch 1 step 4 train: loss 2.5; 40 samples in 0:00:08 (5/s, 25 % waiting for data), learning rate 0.01
            2026-03-04 05:06:07 epoch 1 step 4 validation: loss NaN, accuracy 0.75; 40 samples (2 unreadable skipped) in 0:00:08 (5/s, 25 % waiting for data)
            2026-03-04 05:06:07 stopped after 3 epochs, 0 batches, 12 steps in 0:01:01: EarlyStoppingHook: enough

            """;
        Assert.That(File.ReadAllText(folder.File("log.txt")), Is.EqualTo(Expected.ReplaceLineEndings()));
    }

    [Test]
    public void A_run_that_keeps_its_log_only_has_it_in_a_folder_that_is_made_for_it()
    {
        using var folder = new TemporaryFolder();
        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path) with { Folder = null, LogFolder = folder.File("log-only") });
        }

        Assert.That(File.ReadAllLines(Path.Combine(folder.File("log-only"), "log.txt")), Is.Not.Empty);
    }

    [Test]
    public void A_resumed_run_says_so_and_which_options_are_others_now()
    {
        using var folder = new TemporaryFolder();
        foreach (var run in new[] { Events.Run(folder.Path), Events.Run(folder.Path, new Position(1, 2, 6)) with { Options = new Dictionary<string, string> { ["batch-size"] = "10", ["note"] = "c" } } })
        {
            using var hook = NewHook();
            hook.OnRunStart(run);
        }

        var lines = File.ReadAllLines(folder.File("log.txt"));
        Assert.That(lines, Has.Length.EqualTo(4));
        Assert.That(lines[3], Does.EndWith(" resumed at 1 epoch, 2 batches, 6 steps, now with note = c"));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(4)]
    [TestCase(5)]
    [TestCase(8)]
    public void A_run_that_was_killed_and_resumed_repeats_no_line(int resumeStep)
    {
        using var whole = new TemporaryFolder();
        using var resumed = new TemporaryFolder();
        Drive(whole, 1, 8);
        Drive(resumed, 1, 8);
        File.AppendAllText(resumed.File("log.txt"), "2026-03-04 05:06:07 epoch 3 st");
        Drive(resumed, resumeStep + 1, 8);

        Assert.That(File.ReadLines(resumed.File("log.txt")).Where(line => !line.Contains("resumed at", StringComparison.Ordinal)), Is.EqualTo(File.ReadLines(whole.File("log.txt"))));
    }

    [Test]
    public void What_belongs_to_no_step_stays_when_a_run_is_resumed()
    {
        using var folder = new TemporaryFolder();
        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path));
            hook.OnEpochEnd(Events.End(Phase.Train, 1, 4, 0.5));
            hook.OnEpochEnd(Events.End(Phase.Train, 2, 8, 0.25));
            hook.OnFault(new RunFault(Thrown(), new Position(2, 0, 8), Phase.Train));
            hook.OnRunEnd(Events.Result(RunStatus.Failed, "it broke"));
            hook.OnRunStart(Events.Run(folder.Path, phase: Phase.Test));
            hook.OnEpochEnd(Events.End(Phase.Test, 0, 0, 0.125));
            hook.OnRunStart(Events.Run(folder.Path, new Position(1, 0, 4)));
        }

        var text = File.ReadAllText(folder.File("log.txt"));
        Assert.That(text, Does.Contain("epoch 1 step 4 train").And.Not.Contain("epoch 2 step 8 train"));
        Assert.That(text, Does.Contain("error in train").And.Contain(nameof(Thrown)).And.Contain("failed after").And.Contain("test: loss 0.125"));
        Assert.That(text.Split("option batch-size"), Has.Length.EqualTo(2), "the options stand at the head only");
    }

    [TestCase("no gain", 1)]
    [TestCase("another reason", 2)]
    public void A_part_that_was_killed_after_it_wrote_how_it_ended_does_not_end_twice(string reason, int ends)
    {
        using var folder = new TemporaryFolder();
        foreach (var said in new[] { "no gain", reason })
        {
            using var hook = NewHook();
            hook.OnRunStart(Events.Run(folder.Path, new Position(2, 0, 8)));
            hook.OnRunEnd(Events.Result(RunStatus.Stopped, said));
        }

        Assert.That(File.ReadLines(folder.File("log.txt")).Count(line => line.Contains(" stopped after ", StringComparison.Ordinal)), Is.EqualTo(ends));
    }

    [Test]
    public void An_error_is_written_with_its_stack_even_in_the_middle_of_an_epoch()
    {
        using var folder = new TemporaryFolder();
        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path));
            hook.OnBatchEnd(Events.Batch(1, 0, 1), new RunControl());
            hook.OnFault(new RunFault(Thrown(), new Position(0, 1, 1), Phase.Train));
            hook.OnRunEnd(Events.Result(RunStatus.Failed, "it broke"));
        }

        Assert.That(
            File.ReadAllText(folder.File("log.txt")),
            Does.Contain("error in train at 0 epochs, 1 batch, 1 step:").And.Contain("it broke").And.Contain(nameof(Thrown)).And.Contain("failed after"));
    }

    [Test]
    public void Every_line_can_be_read_while_the_log_is_open()
    {
        using var folder = new TemporaryFolder();
        using var hook = NewHook();
        hook.OnRunStart(Events.Run(folder.Path));
        using var reader = new StreamReader(new FileStream(folder.File("log.txt"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.That(reader.ReadToEnd(), Does.EndWith("option note = a|b" + Environment.NewLine));

        hook.OnEpochEnd(Events.End(Phase.Validation, 1, 4, 0.5));
        Assert.That(reader.ReadToEnd(), Does.Contain("epoch 1 step 4 validation: loss 0.5"));
    }

    [Test]
    public void Numbers_are_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        using var folder = new TemporaryFolder();
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            using var hook = NewHook();
            hook.OnRunStart(Events.Run(folder.Path));
            hook.OnEpochEnd(Events.End(Phase.Train, 1, 4, 1234.5));
            hook.OnEpochEnd(Events.End(Phase.Train, 2, 8, 0.125));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.That(File.ReadAllText(folder.File("log.txt")), Does.Contain("12,345 parameters").And.Contain("loss 0.125").And.Contain("learning rate 0.01"));
    }

    [Test]
    public void A_file_that_cannot_be_written_is_named()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("log.txt"));
        using var hook = NewHook();
        Assert.That(() => hook.OnRunStart(Events.Run(folder.Path)), Throws.TypeOf<LabException>().With.Message.Contains(folder.File("log.txt")));
        Assert.That(() => hook.OnEpochEnd(Events.End(Phase.Train, 1, 4, 1)), Throws.Nothing, "a hook that failed to start is still told the rest");
    }

    [Test]
    public void A_run_that_writes_nothing_has_no_log()
    {
        using var hook = new TextLogHook();
        hook.OnRunStart(Events.Run(folder: null));
        hook.OnBatchEnd(Events.Batch(1, 99, 100), new RunControl());
        hook.OnEpochEnd(Events.End(Phase.Train, 1, 4, 1));
        hook.OnFault(new RunFault(new InvalidOperationException(), default, Phase.Train));
        Assert.That(() => hook.OnRunEnd(Events.Result()), Throws.Nothing);
    }

    // Two epochs of four steps, a line for each step, from one step to another, as a trainer would after a resume.
    private static void Drive(TemporaryFolder folder, int firstStep, int lastStep)
    {
        using var hook = NewHook(every: 1);
        hook.OnRunStart(Events.Run(folder.Path, new Position((firstStep - 1) / 4, (firstStep - 1) % 4, firstStep - 1)));
        for (var step = firstStep; step <= lastStep; step++)
        {
            var epoch = ((step - 1) / 4) + 1;
            hook.OnBatchEnd(Events.Batch(epoch, (step - 1) % 4, step, loss: 1.0 / step), new RunControl());
            if (step % 4 == 0)
            {
                hook.OnEpochEnd(Events.End(Phase.Train, epoch, step, 1.0 / epoch));
                hook.OnEpochEnd(Events.End(Phase.Validation, epoch, step, 2.0 / epoch, 0.5));
            }
        }
    }

    private static TextLogHook NewHook(int every = 100) => new(new TextLogOptions { Every = every.OptimizerSteps() }, new ManualTime());

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("it broke");
        }
        catch (InvalidOperationException failure)
        {
            return failure;
        }
    }
}
