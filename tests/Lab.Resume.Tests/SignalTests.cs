using System.Text.Json.Nodes;
using MaskClassification.Faces;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lab.Resume.Tests;

/// <summary>Ctrl-C and SIGTERM, sent to a real process: the first ends the run in good order, the second at once.</summary>
[Category("Slow")]
[NonParallelizable]
[Platform(Exclude = "Win", Reason = "Windows has no signals to send.")]
public sealed class SignalTests
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private const int Cancelled = 130;

    private string _folder = null!;
    private string _data = null!;

    [OneTimeSetUp]
    public void DrawFaces()
    {
        _folder = Directory.CreateTempSubdirectory("lab-signal-").FullName;
        _data = DrawnFaces.Ensure(Path.Combine(_folder, "data"), new DrawnFacesOptions(6, 60), NullLogger.Instance);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(Interrupt, Sign.Line, 2)]
    [TestCase(Terminate, Sign.Line, 7)]
    [TestCase(Terminate, Sign.TrainingEpoch, 1)]
    [TestCase(Interrupt, Sign.Checkpoint, 1)]
    public void A_signal_finishes_the_step_and_saves_it_and_the_resumed_run_ends_as_if_nothing_had_been(int signal, object sign, int count)
    {
        var whole = Output();
        Assert.That(Child.Run(_folder, Scenario.EarlyStopped.Train(_data, whole)).Code, Is.Zero);
        var output = Output();
        using (var signs = new Signs(output))
        using (var child = Child.Start(_folder, Scenario.EarlyStopped.Train(_data, output)))
        {
            signs.Wait(child, (Sign)sign, count);
            child.Send(signal);

            Assert.That(child.WaitForExit(), Is.EqualTo(Cancelled), child.Output);
            Assert.That(child.Output, Does.Contain("Stopping:").And.Contain("Go on with: train --resume"));
        }

        var run = RunRemains.FolderIn(output)!;
        var result = ResultOf(run);
        var newest = Directory.GetDirectories(Path.Combine(run, "checkpoints")).Order(StringComparer.Ordinal).Last();
        Assert.That((string?)result["status"], Is.EqualTo("cancelled"));
        Assert.That(Path.GetFileName(newest), Is.EqualTo($"step-{(int)result["steps"]!:d8}"), "the state of the last step is saved");

        var (code, text) = Child.Run(_folder, "train", "--resume", run, "--loader-threads", "2");
        Assert.That(code, Is.Zero, text);
        Assert.That(Without("log cancelled", run), Is.EqualTo(RunRemains.Describe(RunRemains.FolderIn(whole)!)));
        Assert.That(RunRemains.Describe(run), Has.Some.StartsWith("log cancelled after"), "how the first part ended stays in the log");
    }

    [Test]
    public void A_signal_before_the_first_step_leaves_a_run_that_starts_from_its_beginning()
    {
        var output = Output();
        using (var child = Child.Start(_folder, "train", "--output", output, "--drawn-people", "120", "--drawn-test-people", "6", "--torch-threads", "1", "--maximum-steps", "2"))
        {
            child.WaitFor("drawing");
            child.Send(Terminate);

            Assert.That(child.WaitForExit(), Is.EqualTo(Cancelled), child.Output);
        }

        var run = RunRemains.FolderIn(output)!;
        Assert.That((int)ResultOf(run)["steps"]!, Is.Zero);
        Assert.That(Directory.Exists(Path.Combine(run, "checkpoints")), Is.False, "there was nothing to save");
        var (code, text) = Child.Run(_folder, "train", "--resume", run);
        Assert.That(code, Is.Zero, text);
        Assert.That((int)ResultOf(run)["steps"]!, Is.EqualTo(2));
    }

    [TestCase("evaluate", "mask: test on", "Evaluation was cancelled")]
    [TestCase("predict", "mask: predict on", "no file was written")]
    public void A_signal_ends_a_pass_that_runs_alone(string verb, string begun, string said)
    {
        var output = Output();
        Assert.That(Child.Run(_folder, [.. Scenario.EarlyStopped.Train(_data, output), "--maximum-steps", "1"]).Code, Is.Zero);
        var run = RunRemains.FolderIn(output)!;
        using var child = Child.Start(_folder, verb, "--run", run, "--loader-threads", "0");
        child.WaitFor(begun);
        child.Send(Terminate);

        Assert.That(child.WaitForExit(), Is.EqualTo(Cancelled), child.Output);
        Assert.That(child.Output, Does.Contain(said));
        Assert.That(Directory.GetFiles(run, "predictions.csv*"), Is.Empty);
        Assert.That(JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!["evaluation"], Is.Null);
    }

    [Test]
    public void A_second_signal_ends_the_process_at_once()
    {
        // Drawing so many faces takes minutes and is not interrupted by the first.
        using var child = Child.Start(_folder, "train", "--output", Output(), "--drawn-people", "5000");
        child.WaitFor("drawing");
        child.Send(Interrupt);
        child.WaitFor("Once more ends at once.");
        child.Send(Interrupt);

        Assert.That(child.WaitForExit(), Is.EqualTo(Cancelled), child.Output);
        Assert.That(child.Output, Does.Not.Contain("faces drawn"));
    }

    [Test]
    public void A_second_signal_in_the_middle_of_a_step_ends_the_process_without_a_crash()
    {
        var output = Output();
        using (var signs = new Signs(output))
        using (var child = Child.Start(_folder, [.. Scenario.EarlyStopped.Train(_data, output), "--backbone", "resnet34"]))
        {
            signs.Wait(child, Sign.Line, 1);
            child.Send(Terminate);
            child.WaitFor("Once more ends at once.");
            child.Send(Interrupt);

            Assert.That(child.WaitForExit(), Is.EqualTo(Cancelled), child.Output);
        }

        var (code, text) = Child.Run(_folder, "train", "--resume", RunRemains.FolderIn(output)!, "--maximum-steps", "2");
        Assert.That(code, Is.Zero, text);
    }

    private string Output() => Directory.CreateDirectory(Path.Combine(_folder, Path.GetRandomFileName())).FullName;

    private static JsonNode ResultOf(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!["result"]!;

    private static IEnumerable<string> Without(string start, string run) => RunRemains.Describe(run).Where(line => !line.StartsWith(start, StringComparison.Ordinal));
}
