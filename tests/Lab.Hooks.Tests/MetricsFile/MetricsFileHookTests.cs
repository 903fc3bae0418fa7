using System.Globalization;
using System.Text.Json.Nodes;

namespace Lab.Hooks.Tests.MetricsFile;

public sealed class MetricsFileHookTests
{
    [Test]
    public void A_pass_is_one_object_with_plain_names_and_numbers()
    {
        using var folder = new TemporaryFolder();
        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path));
            hook.OnEpochEnd(Events.End(Phase.Train, 1, 4, 0.1 + 0.2));
            hook.OnEpochEnd(Events.End(Phase.Validation, 1, 4, 0.5, 0.25));
        }

        Assert.That(File.ReadAllText(folder.File("metrics.jsonl")), Is.EqualTo(
            """{"kind":"epoch","phase":"train","epoch":1,"step":4,"time":"2026-03-04T05:06:07+00:00","samples":40,"skipped":0,"seconds":8,"data_wait_seconds":2,"learning_rate":0.01,"skipped_steps":0,"loss":0.30000000000000004}""" + "\n"
            + """{"kind":"epoch","phase":"validation","epoch":1,"step":4,"time":"2026-03-04T05:06:07+00:00","samples":40,"skipped":0,"seconds":8,"data_wait_seconds":2,"loss":0.5,"accuracy":0.25}""" + "\n"));
    }

    [Test]
    public void A_step_has_the_mean_loss_over_the_samples_of_its_window()
    {
        using var folder = new TemporaryFolder();
        using (var hook = NewHook(every: 2))
        {
            hook.OnRunStart(Events.Run(folder.Path));
            hook.OnEpochStart(new EpochStart(Phase.Train, 1, 4, 0, 40));
            hook.OnBatchEnd(Events.Batch(1, 0, 1, loss: 100), new RunControl());
            hook.OnBatchEnd(Events.Batch(1, 1, 1, loss: 1, samples: 30, stepped: false), new RunControl());
            hook.OnBatchEnd(Events.Batch(1, 2, 2, loss: 5, samples: 10), new RunControl());
            hook.OnBatchEnd(Events.Batch(1, 0, 2, loss: 9, phase: Phase.Validation), new RunControl());
        }

        var line = Lines(folder).Single();
        Assert.That((string?)line["kind"], Is.EqualTo("step"));
        Assert.That((int?)line["step"], Is.EqualTo(2));
        Assert.That((int?)line["batch"], Is.EqualTo(2));
        Assert.That((double?)line["loss"], Is.EqualTo(2));
        Assert.That((double?)line["learning_rate"], Is.EqualTo(0.01));
    }

    [Test]
    public void What_is_not_finite_is_null_and_stays_valid_json()
    {
        using var folder = new TemporaryFolder();
        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path));
            hook.OnEpochEnd(Events.End(Phase.Validation, 1, 4, double.PositiveInfinity, double.NaN));
        }

        var line = Lines(folder).Single().AsObject();
        Assert.That(line.ContainsKey("loss") && line["loss"] is null, Is.True);
        Assert.That(line.ContainsKey("accuracy") && line["accuracy"] is null, Is.True);
    }

    [Test]
    public void A_metric_that_is_called_like_a_field_keeps_its_full_name()
    {
        using var folder = new TemporaryFolder();
        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path));
            hook.OnEpochEnd(Events.End(Phase.Validation, 1, 4, new KeyValuePair<MetricKey, double>(new MetricKey("step"), 0.5)));
        }

        var line = Lines(folder).Single();
        Assert.That((int?)line["step"], Is.EqualTo(4));
        Assert.That((double?)line["validation/step"], Is.EqualTo(0.5));
    }

    [TestCase(0)]
    [TestCase(5)]
    [TestCase(6)]
    [TestCase(8)]
    [TestCase(12)]
    public void A_run_that_was_killed_and_resumed_leaves_the_file_of_one_that_was_not(int resumeStep)
    {
        using var whole = new TemporaryFolder();
        using var resumed = new TemporaryFolder();
        Drive(whole, 1, 12);
        Drive(resumed, 1, 12);
        Drive(resumed, resumeStep + 1, 12);

        Assert.That(File.ReadAllText(resumed.File("metrics.jsonl")), Is.EqualTo(File.ReadAllText(whole.File("metrics.jsonl"))));
    }

    [Test]
    public void A_checkpoint_of_the_last_step_before_the_epochs_end_leads_to_no_line_twice()
    {
        using var folder = new TemporaryFolder();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var hook = NewHook();
            hook.OnRunStart(Events.Run(folder.Path, attempt == 0 ? default : new Position(0, 4, 4)));
            hook.OnEpochEnd(Events.End(Phase.Train, 1, 4, 0.5));
            hook.OnEpochEnd(Events.End(Phase.Validation, 1, 4, 0.5));
        }

        Assert.That(Lines(folder).Select(line => (string?)line["phase"]), Is.EqualTo(new[] { "train", "validation" }));
    }

    [Test]
    public void A_torn_last_line_is_dropped_and_foreign_lines_stay()
    {
        using var folder = new TemporaryFolder();
        Drive(folder, 1, 4);
        var before = File.ReadAllText(folder.File("metrics.jsonl"));
        File.WriteAllText(folder.File("metrics.jsonl"), "{\"note\":\"mine\"}\n" + before + before[..^7]);
        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path, new Position(1, 0, 4)));
        }

        var lines = File.ReadAllLines(folder.File("metrics.jsonl"));
        Assert.That(lines[0], Is.EqualTo("{\"note\":\"mine\"}"));
        Assert.That(lines, Has.All.EndsWith("}"));
    }

    [Test]
    public void A_line_that_was_torn_before_a_pass_was_added_is_dropped_at_the_next_resume()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("metrics.jsonl"), "{\"kind\":\"st");
        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path, phase: Phase.Test));
            hook.OnEpochEnd(Events.End(Phase.Test, 0, 4, 0.5));
        }

        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path, new Position(1, 0, 4)));
        }

        Assert.That((string?)Lines(folder).Single()["phase"], Is.EqualTo("test"));
    }

    [Test]
    public void Two_writers_of_one_file_do_not_overwrite_each_other()
    {
        using var folder = new TemporaryFolder();
        using var fit = NewHook();
        using var test = NewHook();
        fit.OnRunStart(Events.Run(folder.Path));
        test.OnRunStart(Events.Run(folder.Path, phase: Phase.Test));
        fit.OnEpochEnd(Events.End(Phase.Train, 1, 4, 0.5));
        test.OnEpochEnd(Events.End(Phase.Test, 0, 4, 0.5));
        fit.OnEpochEnd(Events.End(Phase.Train, 2, 8, 0.5));
        Assert.That(Lines(folder).Select(line => (string?)line["phase"]), Is.EqualTo(new[] { "train", "test", "train" }));
    }

    [Test]
    public void A_pass_that_runs_alone_takes_nothing_back()
    {
        using var folder = new TemporaryFolder();
        Drive(folder, 1, 12);
        var before = Lines(folder).Count;
        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path, phase: Phase.Test));
            hook.OnEpochEnd(Events.End(Phase.Test, 0, 12, 0.5));
        }

        Assert.That(Lines(folder), Has.Count.EqualTo(before + 1));
    }

    [Test]
    public void Lines_can_be_read_while_the_file_is_open()
    {
        using var folder = new TemporaryFolder();
        using var hook = NewHook();
        hook.OnRunStart(Events.Run(folder.Path));
        hook.OnEpochEnd(Events.End(Phase.Train, 1, 4, 0.5));
        using var reader = new StreamReader(new FileStream(folder.File("metrics.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.That(reader.ReadToEnd(), Does.EndWith("\"loss\":0.5}\n"));
    }

    [Test]
    public void A_thousand_metrics_fit()
    {
        using var folder = new TemporaryFolder();
        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path));
            hook.OnEpochEnd(Events.End(Phase.Validation, 1, 4, [.. Enumerable.Range(0, 1000).Select(i => KeyValuePair.Create(new MetricKey($"class/{i}/f1"), i / 8.0))]));
        }

        Assert.That((double?)Lines(folder).Single()["class/999/f1"], Is.EqualTo(999 / 8.0));
    }

    [Test]
    public void Numbers_are_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        using var folder = new TemporaryFolder();
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("ar-SA");
            using var hook = NewHook();
            hook.OnRunStart(Events.Run(folder.Path));
            hook.OnEpochEnd(Events.End(Phase.Train, 1, 4, -0.5));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.That(File.ReadAllText(folder.File("metrics.jsonl")), Does.Contain("\"loss\":-0.5").And.Contain("2026-03-04T"));
    }

    [Test]
    public void A_file_that_cannot_be_written_is_named()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("metrics.jsonl"));
        using var hook = NewHook();
        Assert.That(() => hook.OnRunStart(Events.Run(folder.Path)), Throws.TypeOf<LabException>().With.Message.Contains(folder.File("metrics.jsonl")));
    }

    [Test]
    public void Without_a_folder_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        using var homeless = new MetricsFileHook();
        homeless.OnRunStart(Events.Run(folder: null));
        homeless.OnBatchEnd(Events.Batch(1, 49, 50), new RunControl());
        homeless.OnEpochEnd(Events.End(Phase.Train, 1, 4, 1));
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    // Three epochs of four steps, a line for each step, from one step to another, as a trainer would after a resume.
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

    private static List<JsonNode> Lines(TemporaryFolder folder) => [.. File.ReadLines(folder.File("metrics.jsonl")).Select(line => JsonNode.Parse(line)!)];

    private static MetricsFileHook NewHook(int every = 50) => new(new MetricsFileOptions { Every = every.OptimizerSteps() }, new ManualTime());
}
