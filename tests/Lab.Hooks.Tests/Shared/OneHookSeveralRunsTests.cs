using Lab.Hooks.Tests.TensorBoard;

namespace Lab.Hooks.Tests.Shared;

/// <summary>A trainer keeps its hooks from one run to the next: fit, then test.</summary>
public sealed class OneHookSeveralRunsTests
{
    [Test]
    public void The_files_are_closed_between_runs_and_hold_all_of_them()
    {
        using var folder = new TemporaryFolder();
        BatchHook[] hooks = [new TextLogHook(), new MetricsFileHook(), new TensorBoardHook()];
        foreach (var hook in hooks)
        {
            hook.OnRunStart(Events.Run(folder.Path));
            hook.OnEpochEnd(Events.End(Phase.Train, 1, 4, 0.5));
            hook.OnRunEnd(Events.Result());
            hook.OnRunStart(Events.Run(folder.Path, phase: Phase.Test));
            hook.OnEpochEnd(Events.End(Phase.Test, 0, 0, 0.25));
            hook.OnRunEnd(Events.Result());

            // Nothing is written after the end, whatever still calls.
            hook.OnEpochEnd(Events.End(Phase.Train, 2, 8, 0.125));
        }

        Assert.That(File.ReadAllText(folder.File("log.txt")), Does.Contain("train: loss 0.5").And.Contain("test: loss 0.25").And.Not.Contain("0.125"));
        Assert.That(File.ReadAllLines(folder.File("metrics.jsonl")), Has.Length.EqualTo(2));
        Assert.That(EventFileReader.Curve(folder.Path, "train/loss"), Is.EqualTo(new[] { (4L, 0.5f) }));
        Assert.That(EventFileReader.Curve(folder.Path, "test/loss"), Is.EqualTo(new[] { (0L, 0.25f) }));
        Array.ForEach(hooks, hook => hook.Dispose());
    }
}
