using Lab.Native;

namespace Lab.Testing.Tests;

// One hook per rule, each broken in the way in which hooks are broken in life.

internal sealed class ThrowsAtReport : EpochHook
{
    public override void OnEpochReport(EpochReport report, RunControl control) => throw new InvalidOperationException("no such thing");
}

internal sealed class NeedsFolder : EpochHook
{
    public override void OnRunStart(RunInfo run) => _ = Path.Combine(run.Folder!, "notes.txt");
}

/// <summary>Computes in a shorter type from a batch's start to its end: no tensor is touched, and every weight comes out different.</summary>
internal sealed class Shortens : BatchHook
{
    private Autocast? _scope;

    public override void OnBatchStart(BatchStart batch) => _scope =
        batch.Phase == Phase.Train && !Autocast.IsEnabled(DeviceType.CPU) ? new Autocast(DeviceType.CPU, torch.ScalarType.BFloat16) : null;

    public override void OnBatchEnd(BatchEnd batch, RunControl control) => End();

    protected override void Dispose(bool disposing)
    {
        End();
        base.Dispose(disposing);
    }

    private void End()
    {
        _scope?.Dispose();
        _scope = null;
    }
}

/// <summary>Depends on how many of its kind there have been in the process.</summary>
internal sealed class Counted : OptimHook
{
    private static int all;
    private readonly int _number = Interlocked.Increment(ref all);

    public override void Step(StepContext step, StepDelegate next)
    {
        step.LearningRate *= 1 + (0.01 * _number);
        next(step);
    }
}

/// <summary>Two of them meet in a static field.</summary>
internal sealed class Single : EpochHook
{
    private static Single? current;

    public override void OnRunStart(RunInfo run) => current = current is null ? this : throw new InvalidOperationException("there is one already");

    protected override void Dispose(bool disposing)
    {
        current = current == this ? null : current;
        base.Dispose(disposing);
    }
}

internal sealed class ReplacesErrors : OptimHook
{
    public override void Loss(LossContext loss, LossDelegate next)
    {
        try
        {
            next(loss);
        }
        catch (Exception)
        {
            throw new InvalidOperationException("something went wrong");
        }
    }
}

internal sealed class FailsAtFault : EpochHook
{
    public override void OnFault(RunFault fault) => throw new InvalidOperationException("the disk is full");
}

internal sealed class ClosesWhatIsNotOpen : EpochHook
{
    private List<double>? _numbers;

    public override void OnRunStart(RunInfo run) => _numbers = [];

    public override void OnRunEnd(RunResult result) => _numbers!.Clear();
}

internal sealed class ExpectsWholeEpochs : EpochHook
{
    private int _open;

    public override void OnEpochStart(EpochStart epoch) => _open++;

    public override void OnEpochEnd(EpochEnd epoch) => _open--;

    public override void OnRunEnd(RunResult result)
    {
        if (_open != 0 && result.Status == RunStatus.Cancelled)
        {
            throw new InvalidOperationException("an epoch is open");
        }
    }
}

internal sealed class DisposesOnce : EpochHook
{
    private bool _disposed;

    protected override void Dispose(bool disposing)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _disposed = true;
        base.Dispose(disposing);
    }
}

internal sealed class NeedsTwoBatches : BatchHook
{
    private readonly List<double> _losses = [];

    public override void OnBatchEnd(BatchEnd batch, RunControl control) => _losses.Add(batch.Phase == Phase.Train ? batch.Loss : 0);

    public override void OnEpochEnd(EpochEnd epoch) => _ = epoch.Phase == Phase.Train ? _losses[1] - _losses[0] : 0;
}

internal sealed class NeedsValidation : EpochHook
{
    public override void OnEpochReport(EpochReport report, RunControl control) => _ = report.Validation!.Samples;
}

internal sealed class NeedsValidationSamples : EpochHook
{
    public override void OnEpochReport(EpochReport report, RunControl control) => _ = 1000 / (report.Validation?.Samples ?? 1);
}

internal sealed class NeedsEpochs : EpochHook
{
    public override void OnRunStart(RunInfo run) => _ = 100 / run.Epochs!.Value.Value;
}

internal sealed record Number(int Value);

internal sealed class NamedByInstance : EpochHook, IStateful<Number>
{
    private static int all;
    private readonly int _number = Interlocked.Increment(ref all);

    public override string Name => $"hook {_number}";

    public Number CaptureState() => new(1);

    public void RestoreState(Number state)
    {
    }
}

internal sealed class RestoresNothing : BatchHook, IStateful<Number>
{
    private int _batches;

    public override void OnBatchEnd(BatchEnd batch, RunControl control) => _batches++;

    public Number CaptureState() => new(_batches);

    public void RestoreState(Number state)
    {
    }
}

/// <summary>A moving average of the loss that scales the rate, and is lost with the process.</summary>
internal sealed class ForgetsItsPast : OptimHook
{
    private double _average;

    public override void Step(StepContext step, StepDelegate next)
    {
        _average = (0.9 * _average) + (0.1 * step.Loss);
        step.LearningRate *= 1 + _average;
        next(step);
    }
}

internal sealed class KeepsTensors : BatchHook
{
    private readonly List<Tensor> _kept = [];

    public override void OnBatchEnd(BatchEnd batch, RunControl control) => _kept.Add(torch.tensor(batch.Loss).DetachFromDisposeScope());

    protected override void Dispose(bool disposing)
    {
        _kept.ForEach(tensor => tensor.Dispose());
        base.Dispose(disposing);
    }
}

internal sealed class KeepsATensorPerEpoch : EpochHook
{
    private readonly List<Tensor> _kept = [];

    public override void OnEpochEnd(EpochEnd epoch) => _kept.Add(torch.tensor(epoch.Samples).DetachFromDisposeScope());

    protected override void Dispose(bool disposing)
    {
        _kept.ForEach(tensor => tensor.Dispose());
        base.Dispose(disposing);
    }
}
