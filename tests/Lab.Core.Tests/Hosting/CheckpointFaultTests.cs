using System.Text.Json.Nodes;
using Lab.Tests.Checkpoints;
using Lab.Tests.Training;

namespace Lab.Tests.Hosting;

/// <summary>What a person at the command line sees of disks that fail.</summary>
[NonParallelizable]
public sealed class CheckpointFaultTests
{
    private ToyApplication _application = null!;

    [SetUp]
    public void MakeApplication() => _application = new ToyApplication { Configure = lab => lab.Hook<SaveEveryEpoch>() };

    [TearDown]
    public void RemoveApplication() => _application.Dispose();

    private JsonNode Record => JsonNode.Parse(File.ReadAllText(Path.Combine(_application.Run, "run.json")))!;

    private string Newest => Directory.GetDirectories(Path.Combine(_application.Run, "checkpoints")).Order(StringComparer.Ordinal).Last();

    [Test]
    public void A_resume_says_which_checkpoint_it_passed_over_and_why()
    {
        Assert.That(_application.Invoke("train", "--epochs", "2"), Is.Zero, _application.Error);
        var damaged = Path.Combine(Newest, "optimizer.safetensors");
        File.WriteAllBytes(damaged, []);

        Assert.That(_application.Invoke("train", "--resume", _application.Run), Is.Zero, _application.Error);
        Assert.That(_application.Output, Does.Contain("passed over").And.Contains(damaged));
        Assert.That(Record["result"]!["passedOver"]!.AsArray().Select(fault => fault!.GetValue<string>()), Has.One.Contains(damaged));
        Assert.That(Record["result"]!["epochs"]!.GetValue<int>(), Is.EqualTo(2));
        Assert.That(new Lab.Checkpoints.CheckpointStore(Path.GetDirectoryName(Newest)!).FindNewest(out var stillDamaged)!.Folder, Is.EqualTo(Newest), "written anew");
        Assert.That(stillDamaged, Is.Empty);

        Assert.That(_application.Invoke("train", "--resume", _application.Run), Is.Zero, _application.Error);
        Assert.That(Record["result"]!["passedOver"], Is.Null, "all was well");
    }

    [Test]
    public void So_do_evaluate_and_predict()
    {
        Assert.That(_application.Invoke("train", "--epochs", "2"), Is.Zero, _application.Error);
        var damaged = Path.Combine(Newest, "model.safetensors");
        File.WriteAllBytes(damaged, File.ReadAllBytes(damaged)[..^1]);

        Assert.That(_application.Invoke("evaluate"), Is.Zero, _application.Error);
        Assert.That(_application.Output, Does.Contain("passed over").And.Contains(damaged));
        Assert.That(Record["evaluation"]!["checkpoint"]!.GetValue<string>(), Is.EqualTo("step-00000004"));
        Assert.That(Record["evaluation"]!["passedOver"]!.AsArray(), Has.Count.EqualTo(1));
        Assert.That(_application.Invoke("predict"), Is.Zero, _application.Error);
        Assert.That(_application.Output, Does.Contain(damaged));
    }

    [Test]
    public void With_no_valid_checkpoint_left_every_reason_is_told()
    {
        Assert.That(_application.Invoke("train", "--epochs", "1"), Is.Zero, _application.Error);
        File.Delete(Path.Combine(Newest, "state.json"));
        var before = Record.ToJsonString();

        Assert.That(_application.Invoke("train", "--resume", _application.Run), Is.EqualTo(1));
        Assert.That(_application.Error, Does.Contain("no valid checkpoint").And.Contains("state.json"));
        Assert.That(Record.ToJsonString(), Is.EqualTo(before));
    }

    [TestCase("train")]
    [TestCase("analyze")]
    [TestCase("")]
    public void An_output_below_a_file_is_refused_before_anything_is_read(string verb)
    {
        using var application = new ToyApplication { Configure = lab => lab.Data<Unread>() };
        var file = Path.Combine(application.Folder, "file");
        File.WriteAllText(file, string.Empty);
        var output = Path.Combine(file, "runs", "here");

        Assert.That(application.Invoke([.. new[] { verb }.Where(word => word.Length > 0), "--output", output]), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain(output).And.Contains($"{file} is a file").And.Contains("--output"));
    }

    [Test]
    [Platform("Linux")]
    public void An_output_where_no_file_can_be_is_told_by_its_folder()
    {
        using var application = new ToyApplication();

        Assert.That(application.Invoke("train", "--output", "/proc/x"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("Nothing can be written to /proc/x: ").And.Contains("--output").And.Not.Contain("/proc/."));
    }

    [Test]
    public void An_output_that_cannot_be_written_is_refused_before_anything_is_read()
    {
        using var disk = SmallDisk.Mount("1m");
        disk.MakeReadOnly();
        using var application = new ToyApplication { Configure = lab => lab.Data<Unread>() };
        var output = Path.Combine(disk.Folder, "runs");

        Assert.That(application.Invoke("train", "--output", output), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain(output).And.Contains("--output"));
    }

    [TestCase("train", "--resume")]
    [TestCase("evaluate", "--run")]
    [TestCase("predict", "--run")]
    public void A_run_that_cannot_be_written_is_refused_before_anything_is_read(string verb, string option)
    {
        using var disk = SmallDisk.Mount("2m");
        Assert.That(_application.Invoke("train", "--epochs", "1", "--output", disk.Folder), Is.Zero, _application.Error);
        var run = Directory.GetDirectories(Path.Combine(disk.Folder, "toy")).Single();
        disk.MakeReadOnly();
        using var application = new ToyApplication { Configure = lab => lab.Data<Unread>() };

        Assert.That(application.Invoke(verb, option, run), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain(run));
    }

    [TestCase("false")]
    [TestCase("true")]
    public void A_disk_that_fills_up_fails_the_run_and_keeps_the_last_good_state(string inBackground)
    {
        using var disk = SmallDisk.Mount("512k");
        var filler = Path.Combine(disk.Folder, "filler");
        using var application = new ToyApplication { Configure = lab => lab.Hook<SaveEveryEpoch>().Hook(_ => new FillDisk(filler, epoch: 3)) };

        Assert.That(application.Invoke("train", "--epochs", "5", "--checkpoint-background", inBackground, "--output", disk.Folder), Is.EqualTo(1));
        Assert.That(application.Error, Does.Contain("could not be written"));
        File.Delete(filler);
        var run = Directory.GetDirectories(Path.Combine(disk.Folder, "toy")).Single();
        Assert.That(application.Invoke("evaluate", "--run", run), Is.Zero, application.Error);
        using var rest = new ToyApplication { Configure = lab => lab.Hook<SaveEveryEpoch>() };
        Assert.That(rest.Invoke("train", "--resume", run), Is.Zero, rest.Error);
        Assert.That(JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!["result"]!["epochs"]!.GetValue<int>(), Is.EqualTo(5));
    }

    internal sealed class SaveEveryEpoch : EpochHook
    {
        public override void OnEpochReport(EpochReport report, RunControl control) => control.RequestCheckpoint();
    }

    private sealed class FillDisk(string path, int epoch) : EpochHook
    {
        public override void OnEpochStart(EpochStart start)
        {
            if (start is not { Phase: Phase.Train } || start.Epoch != epoch)
            {
                return;
            }

            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            Assert.That(
                () =>
                {
                    while (true)
                    {
                        file.Write(new byte[4096]);
                    }
                },
                Throws.InstanceOf<IOException>());
        }
    }

    internal sealed class Unread : DataModule<ToySample>
    {
        public override DataSplits<ToySample> Open() => throw new InvalidOperationException("The data was read.");
    }
}
