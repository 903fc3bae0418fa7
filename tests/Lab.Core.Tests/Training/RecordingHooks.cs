using System.Globalization;
using Lab.Checkpoints;

namespace Lab.Tests.Training;

/// <summary>What the recording hooks share: a line for every call, and something that may happen at one of them.</summary>
internal sealed class Recording
{
    /// <summary>One line per call: hook, member, arguments. Times and losses are left out, as they are no part of the order.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>What to do when a line is written; throws, cancels, asks.</summary>
    public Action<string> At { get; set; } = _ => { };

    public void Add(string hook, FormattableString call)
    {
        var line = $"{hook} {call.ToString(CultureInfo.InvariantCulture)}";
        Lines.Add(line);
        At(line);
    }

    public static string Of(EpochEnd end) => $"{end.Phase} epoch {end.Epoch} step {end.Step} samples {end.Samples} skipped {end.Skipped} rate {end.LearningRate} [{string.Join(' ', end.Metrics.Select(pair => pair.Key))}]";
}

/// <summary>A hook whose state is the number of its captures and of the calls before them.</summary>
internal sealed record Recorded(int Lines);

internal sealed class RecordingOptim(string name, Recording recording) : OptimHook, IStateful<Recorded>
{
    public override string Name => name;

    public override void Attach(OptimParts parts) => recording.Add(name, $"Attach {parts.Device.type}");

    public override void Loss(LossContext loss, LossDelegate next)
    {
        recording.Add(name, $"Loss epoch {loss.Epoch} batch {loss.Batch} samples {loss.Samples}");
        next(loss);
        recording.Add(name, $"Loss done {loss.Loss.dim()}");
    }

    public override void Backward(BackwardContext backward, BackwardDelegate next)
    {
        recording.Add(name, $"Backward epoch {backward.Epoch} batch {backward.Batch} weight {backward.Weight}");
        next(backward);
        recording.Add(name, $"Backward done");
    }

    public override void Step(StepContext step, StepDelegate next)
    {
        recording.Add(name, $"Step epoch {step.Epoch} number {step.Number} samples {step.Samples} rate {step.LearningRate} stepped {step.Stepped}");
        next(step);
        recording.Add(name, $"Step done stepped {step.Stepped}");
    }

    public override void OnRunStart(RunInfo run) => recording.Add(name, $"OnRunStart {run.Phase} from {run.Start.Epoch}/{run.Start.Batch}/{run.Start.Step} epochs {run.Epochs?.Value} steps {run.Steps.Value}");

    public override void OnFault(RunFault fault) => recording.Add(name, $"OnFault {fault.Phase} {fault.Position.Epoch}/{fault.Position.Batch}/{fault.Position.Step}");

    public override void OnRunEnd(RunResult result) => recording.Add(name, $"OnRunEnd {result.Status} {result.Position.Epoch}/{result.Position.Batch}/{result.Position.Step}");

    public Recorded CaptureState()
    {
        recording.Add(name, $"CaptureState");
        return new Recorded(recording.Lines.Count);
    }

    public void RestoreState(Recorded state) => recording.Add(name, $"RestoreState");

    protected override void Dispose(bool disposing)
    {
        recording.Add(name, $"Dispose");
        base.Dispose(disposing);
    }
}

internal sealed class RecordingEpoch(string name, Recording recording) : EpochHook
{
    public override string Name => name;

    public override void OnRunStart(RunInfo run) => recording.Add(name, $"OnRunStart {run.Phase} from {run.Start.Epoch}/{run.Start.Batch}/{run.Start.Step} metrics [{string.Join(' ', run.Metrics)}]");

    public override void OnEpochStart(EpochStart epoch) => recording.Add(name, $"OnEpochStart {epoch.Phase} epoch {epoch.Epoch} batches {epoch.Batches} from {epoch.FirstBatch} samples {epoch.Samples}");

    public override void OnEpochEnd(EpochEnd epoch) => recording.Add(name, $"OnEpochEnd {Recording.Of(epoch)}");

    public override void OnEpochReport(EpochReport report, RunControl control)
    {
        recording.Add(name, $"OnEpochReport epoch {report.Epoch} step {report.Step} train {report.Train is not null} validation {report.Validation is not null}");
        if (Asks)
        {
            control.RequestStop("the epoch hook asks");
        }
    }

    /// <summary>Whether to ask the run to stop at every report.</summary>
    public bool Asks { get; init; }

    public override void OnFault(RunFault fault) => recording.Add(name, $"OnFault {fault.Phase} {fault.Position.Epoch}/{fault.Position.Batch}/{fault.Position.Step}");

    public override void OnRunEnd(RunResult result) => recording.Add(name, $"OnRunEnd {result.Status} {result.Position.Epoch}/{result.Position.Batch}/{result.Position.Step}");

    protected override void Dispose(bool disposing)
    {
        recording.Add(name, $"Dispose");
        base.Dispose(disposing);
    }
}

internal sealed class RecordingBatch(string name, Recording recording) : BatchHook, IStateful<Recorded>
{
    public override string Name => name;

    /// <summary>The steps at which to ask the run to stop.</summary>
    public long? AsksAtStep { get; init; }

    /// <summary>Whether to ask for a checkpoint at every batch of training.</summary>
    public bool Saves { get; init; }

    public override void OnRunStart(RunInfo run) => recording.Add(name, $"OnRunStart {run.Phase} from {run.Start.Epoch}/{run.Start.Batch}/{run.Start.Step}");

    public override void OnEpochStart(EpochStart epoch) => recording.Add(name, $"OnEpochStart {epoch.Phase} epoch {epoch.Epoch} batches {epoch.Batches} from {epoch.FirstBatch} samples {epoch.Samples}");

    public override void OnBatchStart(BatchStart batch) => recording.Add(name, $"OnBatchStart {batch.Phase} epoch {batch.Epoch} batch {batch.Batch} indices {batch.Indices.Count}");

    public override void OnBatchEnd(BatchEnd batch, RunControl control)
    {
        recording.Add(name, $"OnBatchEnd {batch.Phase} epoch {batch.Epoch} batch {batch.Batch} samples {batch.Samples} step {batch.Step} stepped {batch.Stepped} rate {batch.LearningRate} loss {!double.IsNaN(batch.Loss)}");
        if (batch.Phase == Phase.Train && batch.Step == AsksAtStep)
        {
            control.RequestStop("the batch hook asks");
        }

        if (batch.Phase == Phase.Train && Saves)
        {
            recording.Add(name, $"RequestCheckpoint {control.RequestCheckpoint() == CheckpointStore.NameOf(new Position(0, 0, batch.Step))}");
        }
    }

    public override void OnEpochEnd(EpochEnd epoch) => recording.Add(name, $"OnEpochEnd {Recording.Of(epoch)}");

    public override void OnEpochReport(EpochReport report, RunControl control) => recording.Add(name, $"OnEpochReport epoch {report.Epoch} step {report.Step} train {report.Train is not null} validation {report.Validation is not null}");

    public override void OnFault(RunFault fault) => recording.Add(name, $"OnFault {fault.Phase} {fault.Position.Epoch}/{fault.Position.Batch}/{fault.Position.Step}");

    public override void OnRunEnd(RunResult result) => recording.Add(name, $"OnRunEnd {result.Status} {result.Position.Epoch}/{result.Position.Batch}/{result.Position.Step}");

    public Recorded CaptureState()
    {
        recording.Add(name, $"CaptureState");
        return new Recorded(recording.Lines.Count);
    }

    public void RestoreState(Recorded state) => recording.Add(name, $"RestoreState");

    protected override void Dispose(bool disposing)
    {
        recording.Add(name, $"Dispose");
        base.Dispose(disposing);
    }
}
