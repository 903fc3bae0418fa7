namespace Lab.Testing.Tests;

// What the contract must let through.

/// <summary>Asks to stop, as early stopping does, and remembers it across a resume.</summary>
internal sealed class StopsAtStep(long step) : BatchHook, IStateful<Number>
{
    private int _batches;

    public override void OnBatchEnd(BatchEnd batch, RunControl control)
    {
        _batches += batch.Phase == Phase.Train ? 1 : 0;
        if (batch.Phase == Phase.Train && batch.Step >= step)
        {
            control.RequestStop("that is enough");
        }
    }

    public Number CaptureState() => new(_batches);

    public void RestoreState(Number state) => _batches = state.Value;
}

/// <summary>Waits for a number that only a metric of its own experiment gives.</summary>
internal sealed class WaitsForANumber : EpochHook
{
    private static readonly MetricKey Key = new("age/macro_f1");

    public override IReadOnlyList<MonitoredMetric> Monitors { get; } = [new(Phase.Validation, Key)];

    public override void OnEpochReport(EpochReport report, RunControl control)
    {
        if (report.Validation is { Samples: > 0 } && double.IsNaN(report.Get(Phase.Validation, Key)))
        {
            throw new InvalidOperationException("the number is missing");
        }
    }
}

/// <summary>Changes batch and gradients, with keyed numbers and a state.</summary>
internal sealed class Perturbs : OptimHook<Tensor, Tensor, Tensor>, IStateful<Perturbs.State>
{
    private double _average;

    internal sealed record State(double Average);

    public override BatchCount Window => new(2);

    public override void Loss(LossContext<Tensor, Tensor, Tensor> loss, LossDelegate next)
    {
        loss.Input = loss.Input * loss.Random.CreateRandom().NextDouble(0.9, 1.1);
        next(loss);
    }

    public override void Step(StepContext step, StepDelegate next)
    {
        _average = (0.9 * _average) + (0.1 * step.Loss);
        step.Gradients.Scale(1 / (1 + _average));
        next(step);
    }

    public State CaptureState() => new(_average);

    public void RestoreState(State state) => _average = state.Average;
}

/// <summary>Makes a lasting tensor late in the run, once.</summary>
internal sealed class MakesATensorLate : OptimHook
{
    private Tensor? _late;

    public override void Step(StepContext step, StepDelegate next)
    {
        next(step);
        if (step.Epoch == 4)
        {
            _late ??= torch.zeros(3).DetachFromDisposeScope();
        }
    }

    protected override void Dispose(bool disposing)
    {
        _late?.Dispose();
        base.Dispose(disposing);
    }
}
