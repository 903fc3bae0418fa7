using Lab.Checkpoints;

namespace Lab.Testing;

/// <summary>Takes fingerprints of weights and optimizer state after every step and at the very end. The first of a run's hooks, so that it is the last to hear of the end.</summary>
internal sealed class Fingerprints : OptimHook
{
    private OptimParts? _parts;

    public List<string> AfterSteps { get; } = [];

    public string AtEnd { get; private set; } = string.Empty;

    public override void Attach(OptimParts parts) => _parts = parts;

    public override void Step(StepContext step, StepDelegate next)
    {
        next(step);
        AfterSteps.Add(Take());
    }

    public override void OnRunEnd(RunResult result) => AtEnd = _parts is null ? string.Empty : Take();

    private string Take()
    {
        using var scope = torch.NewDisposeScope();
        return Bits.Of(_parts!.Model.state_dict().Concat(_parts.Optimizer.CaptureState()).OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }
}

/// <summary>Counts the live tensors at the start of every training batch, and notes the states that hooks were restored to.</summary>
internal sealed class Census(IReadOnlyList<StatefulPart> parts) : BatchHook
{
    public List<(int Epoch, long Tensors)> Counts { get; } = [];

    public Dictionary<string, string> Restored { get; } = [];

    public override void OnRunStart(RunInfo run)
    {
        if (run.Start != default)
        {
            foreach (var part in parts)
            {
                Restored[part.Key] = part.Capture().ToJsonString();
            }
        }
    }

    public override void OnBatchStart(BatchStart batch)
    {
        if (batch.Phase == Phase.Train)
        {
            Counts.Add((batch.Epoch, Tensor.TotalCount));
        }
    }
}

/// <summary>Company for the hook: an observer that uses up torch's random numbers wherever it is called.</summary>
internal sealed class Drawing : BatchHook
{
    public override void OnEpochStart(EpochStart epoch) => Draw();

    public override void OnBatchStart(BatchStart batch) => Draw();

    public override void OnBatchEnd(BatchEnd batch, RunControl control) => Draw();

    public override void OnEpochEnd(EpochEnd epoch) => Draw();

    private static void Draw()
    {
        using var numbers = torch.empty(3).normal_();
    }
}

/// <summary>Cancels the run at the start of a batch.</summary>
internal sealed class CancelAt(Phase phase, int epoch, int batch, CancellationTokenSource source) : BatchHook
{
    public override void OnBatchStart(BatchStart start)
    {
        if (start.Phase == phase && start.Epoch == epoch && start.Batch == batch)
        {
            source.Cancel();
        }
    }
}

/// <summary>Fails before the hooks after it have heard of the run.</summary>
internal sealed class FailingStart : EpochHook
{
    public override void OnRunStart(RunInfo run) => throw new ProbeFailure();
}
