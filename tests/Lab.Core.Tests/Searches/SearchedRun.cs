using System.Security.Cryptography;
using Lab.Tests.Training;
using static TorchSharp.torch;

namespace Lab.Tests.Searches;

/// <summary>Everything that a search must leave as it was, in one text.</summary>
internal static class SearchedRun
{
    public static string Describe(ToyRun run)
    {
        // A model that no trainer has seen yet may be unregistered.
        ((IModel)run.Model).Complete();
        using var state = random.get_rng_state();
        var modes = string.Concat(run.Model.modules().Prepend(run.Model).Select(module => module.training ? 't' : 'e'));
        return $"{run.WeightHash()} {Convert.ToHexString(SHA256.HashData(state.bytes))} {modes}";
    }
}

/// <summary>An observer that a search must not call.</summary>
internal sealed class Witness : BatchHook
{
    public int Calls { get; private set; }

    public override void OnRunStart(RunInfo run) => Calls++;

    public override void OnEpochStart(EpochStart epoch) => Calls++;

    public override void OnBatchStart(BatchStart batch) => Calls++;

    public override void OnRunEnd(RunResult result) => Calls++;
}

internal sealed record CountState(int Steps);

/// <summary>A hook that optimises and remembers, and may fail or call somebody at a step.</summary>
internal sealed class CountingStep(int window = 1) : OptimHook, IStateful<CountState>
{
    public int Steps { get; private set; }

    public int Backwards { get; private set; }

    public bool Disposed { get; private set; }

    public Action<StepContext> Before { get; set; } = _ => { };

    public override BatchCount Window => window.Batches();

    public override void Backward(BackwardContext backward, BackwardDelegate next)
    {
        Backwards++;
        next(backward);
    }

    public override void Step(StepContext step, StepDelegate next)
    {
        Steps++;
        Before(step);
        next(step);
    }

    public CountState CaptureState() => new(Steps);

    public void RestoreState(CountState state) => Steps = state.Steps;

    protected override void Dispose(bool disposing)
    {
        Disposed = true;
        base.Dispose(disposing);
    }
}
