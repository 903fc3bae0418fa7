using System.Text;
using Tensorboard;

namespace Lab.Hooks.Tests.TensorBoard;

public sealed class TensorBoardHookTests
{
    [Test]
    public void The_checksum_is_that_of_the_published_vectors()
    {
        // RFC 3720, B.4, and the common check value of CRC-32C.
        Assert.That(RecordFraming.Crc32C(new byte[32]), Is.EqualTo(0x8a9136aau));
        Assert.That(RecordFraming.Crc32C(Enumerable.Repeat((byte)0xff, 32).ToArray()), Is.EqualTo(0x62a8ab43u));
        Assert.That(RecordFraming.Crc32C(Encoding.ASCII.GetBytes("123456789")), Is.EqualTo(0xe3069283u));
    }

    [Test]
    public void A_file_starts_with_its_version_and_is_named_by_time_host_and_process()
    {
        using var folder = new TemporaryFolder();
        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path));
        }

        var file = Directory.GetFiles(folder.Path).Single();
        Assert.That(Path.GetFileName(file), Is.EqualTo($"events.out.tfevents.1772600767.{Environment.MachineName}.{Environment.ProcessId}.0"));
        var first = EventFileReader.Read(file)[0];
        Assert.That(first.FileVersion, Is.EqualTo("brain.Event:2"));
        Assert.That(first.WallTime, Is.EqualTo(1772600767.0));
    }

    [Test]
    public void Steps_and_passes_become_curves_over_optimizer_steps()
    {
        using var folder = new TemporaryFolder();
        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path));
            hook.OnEpochStart(new EpochStart(Phase.Train, 1, 4, 0, 40));
            hook.OnBatchEnd(Events.Batch(1, 0, 0, loss: 1, stepped: false, samples: 30), new RunControl());
            hook.OnBatchEnd(Events.Batch(1, 1, 1, loss: 5, samples: 10), new RunControl());
            hook.OnBatchEnd(Events.Batch(1, 2, 2, loss: 0.5, rate: 0.25), new RunControl());
            hook.OnEpochEnd(Events.End(Phase.Train, 1, 2, 1.25));
            hook.OnBatchEnd(Events.Batch(1, 0, 2, loss: 77, phase: Phase.Validation), new RunControl());
            hook.OnEpochEnd(Events.End(Phase.Validation, 1, 2, double.NaN, 0.75));
        }

        Assert.That(EventFileReader.Curve(folder.Path, "train/step_loss"), Is.EqualTo(new[] { (1L, 2f), (2L, 0.5f) }));
        Assert.That(EventFileReader.Curve(folder.Path, "train/learning_rate"), Is.EqualTo(new[] { (1L, 0.01f), (2L, 0.25f) }));
        Assert.That(EventFileReader.Curve(folder.Path, "train/loss"), Is.EqualTo(new[] { (2L, 1.25f) }));
        Assert.That(EventFileReader.Curve(folder.Path, "validation/loss"), Is.EqualTo(new[] { (2L, float.NaN) }));
        Assert.That(EventFileReader.Curve(folder.Path, "validation/accuracy"), Is.EqualTo(new[] { (2L, 0.75f) }));
    }

    [Test]
    public void Run_and_options_are_texts_for_the_text_plugin()
    {
        using var folder = new TemporaryFolder();
        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path, metrics: ["train/loss"]));
        }

        var texts = EventFileReader.Read(Directory.GetFiles(folder.Path).Single()).SelectMany(read => read.Summary?.Value ?? []).ToDictionary(value => value.Tag);
        Assert.That(texts.Values.Select(text => text.Metadata.PluginData.PluginName), Is.All.EqualTo("text"));
        Assert.That(texts.Values.Select(text => text.Tensor.Dtype), Is.All.EqualTo(DataType.DtString));
        Assert.That(texts.Values.Select(text => text.Tensor.TensorShape.Dim.Single().Size), Is.All.EqualTo(1));
        Assert.That(texts["options"].Tensor.StringVal.Single().ToStringUtf8(), Is.EqualTo("| option | value |\n|---|---|\n| batch-size | 10 |\n| note | a\\|b |\n"));
        Assert.That(texts["run"].Tensor.StringVal.Single().ToStringUtf8(), Does.Contain("| seed | 7 |").And.Contain("| length | 3 epochs = 12 steps |").And.Contain("train/loss"));
    }

    [Test]
    public void A_resumed_run_starts_a_new_file_and_leaves_no_overlap()
    {
        using var folder = new TemporaryFolder();
        Drive(folder, default, lastStep: 9);
        Drive(folder, new Position(1, 2, 6), lastStep: 12);

        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(2));
        Assert.That(
            EventFileReader.Curve(folder.Path, "train/step_loss"),
            Is.EqualTo(Enumerable.Range(1, 6).Select(step => ((long)step, 1f)).Concat(Enumerable.Range(7, 6).Select(step => ((long)step, 2f)))));
    }

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(6)]
    [TestCase(9)]
    public void Whatever_reads_the_files_finds_every_step_once_after_any_number_of_kills(int resumeStep)
    {
        using var folder = new TemporaryFolder();
        Drive(folder, default, lastStep: 6);
        Drive(folder, new Position(1, 2, 6), lastStep: 9);
        Drive(folder, new Position(1, 0, resumeStep), lastStep: resumeStep);
        Drive(folder, new Position(1, 0, resumeStep), lastStep: 12);

        Assert.That(EventFileReader.Points(folder.Path, "train/step_loss").Select(point => point.Step), Is.EqualTo(Enumerable.Range(1, 12)));
        Assert.That(EventFileReader.Points(folder.Path, "run").GroupBy(point => point.Step), Has.All.Exactly(1).Items);
        Assert.That(Directory.GetFiles(folder.Path).Select(file => EventFileReader.Read(file).Count), Has.All.GreaterThan(1), "no file is left with nothing in it");
    }

    [Test]
    public void Numbers_of_the_step_at_which_a_run_is_resumed_are_written_once_whichever_file_holds_them()
    {
        using var folder = new TemporaryFolder();
        Position[] starts = [default, new(0, 4, 4), new(1, 0, 4)];
        for (var part = 0; part < starts.Length; part++)
        {
            using var hook = NewHook();
            hook.OnRunStart(Events.Run(folder.Path, starts[part]));
            if (part < 2)
            {
                // The first part ends in the validation: the second comes to the end of the training epoch again.
                hook.OnEpochEnd(Events.End(Phase.Train, 1, 4, 0.5));
            }

            if (part == 1)
            {
                hook.OnEpochEnd(Events.End(Phase.Validation, 1, 4, 0.25));
            }
        }

        Assert.That(EventFileReader.Points(folder.Path, "train/loss"), Is.EqualTo(new[] { (4L, 0.5f) }));
        Assert.That(EventFileReader.Points(folder.Path, "validation/loss"), Is.EqualTo(new[] { (4L, 0.25f) }));
    }

    [TestCase(1)]
    [TestCase(11)]
    [TestCase(40)]
    public void A_file_whose_end_is_torn_or_damaged_is_cut_there(int lost)
    {
        using var folder = new TemporaryFolder();
        Drive(folder, default, lastStep: 9);
        var path = Directory.GetFiles(folder.Path).Single();
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(bytes.Length - lost).Clear();
        File.WriteAllBytes(path, lost == 1 ? bytes[..^1] : bytes);
        Drive(folder, new Position(1, 2, 8), lastStep: 12);

        Assert.That(EventFileReader.Points(folder.Path, "train/step_loss").Select(point => point.Step), Is.EqualTo(Enumerable.Range(1, 12)));
    }

    [Test]
    public void What_a_checkpoint_builds_on_is_in_the_file_before_it_is_written()
    {
        using var folder = new TemporaryFolder();
        using var hook = new TensorBoardHook(new TensorBoardOptions { FlushSeconds = 3600 }, new ManualTime());
        hook.OnRunStart(Events.Run(folder.Path));
        for (var step = 1; step <= 50; step++)
        {
            hook.OnBatchEnd(Events.Batch(1, step - 1, step), new RunControl());
        }

        hook.OnCheckpoint(new Position(0, 50, 50));

        Assert.That(EventFileReader.Points(folder.Path, "train/step_loss"), Has.Count.EqualTo(50));
    }

    [Test]
    public void A_pass_that_runs_alone_on_an_earlier_checkpoint_takes_nothing_back()
    {
        using var folder = new TemporaryFolder();
        Drive(folder, default, lastStep: 9);
        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path, new Position(1, 0, 4), Phase.Test));
            hook.OnEpochEnd(Events.End(Phase.Test, 0, 4, 0.5));
        }

        Assert.That(EventFileReader.Curve(folder.Path, "train/step_loss"), Has.Count.EqualTo(9));
        Assert.That(EventFileReader.Curve(folder.Path, "test/loss"), Is.EqualTo(new[] { (4L, 0.5f) }));
    }

    [Test]
    public void The_interval_thins_the_steps_and_not_the_passes()
    {
        using var folder = new TemporaryFolder();
        using (var hook = new TensorBoardHook(new TensorBoardOptions { Every = 3.OptimizerSteps() }, new ManualTime()))
        {
            hook.OnRunStart(Events.Run(folder.Path));
            for (var step = 1; step <= 7; step++)
            {
                hook.OnBatchEnd(Events.Batch(1, step - 1, step), new RunControl());
            }

            hook.OnEpochEnd(Events.End(Phase.Train, 1, 7, 0.5));
        }

        Assert.That(EventFileReader.Curve(folder.Path, "train/step_loss").Select(point => point.Step), Is.EqualTo(new[] { 3L, 6L }));
        Assert.That(EventFileReader.Curve(folder.Path, "train/loss"), Has.Count.EqualTo(1));
    }

    [Test]
    public void More_records_than_the_queue_holds_all_arrive_in_order()
    {
        using var folder = new TemporaryFolder();
        using (var hook = NewHook())
        {
            hook.OnRunStart(Events.Run(folder.Path));
            for (var step = 1; step <= 10_000; step++)
            {
                hook.OnBatchEnd(Events.Batch(1, step - 1, step, loss: step, samples: 1), new RunControl());
            }
        }

        Assert.That(EventFileReader.Curve(folder.Path, "train/step_loss"), Is.EqualTo(Enumerable.Range(1, 10_000).Select(step => ((long)step, (float)step))));
    }

    [Test]
    public void The_file_can_be_read_while_it_is_open_and_a_fault_loses_nothing()
    {
        using var folder = new TemporaryFolder();
        var hook = NewHook();
        hook.OnRunStart(Events.Run(folder.Path));
        Assert.That(EventFileReader.Read(Directory.GetFiles(folder.Path).Single()), Has.Count.GreaterThanOrEqualTo(1));

        hook.OnBatchEnd(Events.Batch(1, 0, 1, loss: 3), new RunControl());
        hook.OnFault(new RunFault(new InvalidOperationException("it broke"), new Position(0, 1, 1), Phase.Train));
        hook.Dispose();
        Assert.That(EventFileReader.Curve(folder.Path, "train/step_loss"), Is.EqualTo(new[] { (1L, 3f) }));
        Assert.That(hook.Dispose, Throws.Nothing, "disposing twice");
    }

    [Test]
    public void A_folder_that_is_no_folder_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("taken"), "a file");
        using var hook = NewHook();
        Assert.That(() => hook.OnRunStart(Events.Run(folder.File("taken"))), Throws.TypeOf<LabException>().With.Message.Contains(folder.File("taken")));
    }

    [Test]
    public void Without_a_folder_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        using var homeless = new TensorBoardHook();
        homeless.OnRunStart(Events.Run(folder: null));
        homeless.OnBatchEnd(Events.Batch(1, 0, 1), new RunControl());
        homeless.OnEpochEnd(Events.End(Phase.Train, 1, 4, 1));
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    // The loss is 1 in a fresh run and 2 in a resumed one, so that the curves tell whose points they show.
    private static void Drive(TemporaryFolder folder, Position start, int lastStep)
    {
        using var hook = NewHook();
        hook.OnRunStart(Events.Run(folder.Path, start));
        for (var step = start.Step + 1; step <= lastStep; step++)
        {
            hook.OnBatchEnd(Events.Batch(1, 0, step, loss: start.Step > 0 ? 2 : 1), new RunControl());
        }
    }

    private static TensorBoardHook NewHook() => new(options: null, new ManualTime());
}
