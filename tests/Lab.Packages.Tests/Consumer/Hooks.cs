namespace Consumer;

/// <summary>Two batches to a step, and a factor for the loss.</summary>
internal sealed class ScaleLoss(double factor) : OptimHook
{
    public override BatchCount Window => 2.Batches();

    public int Batches { get; private set; }

    public long Steps { get; private set; }

    public override void Loss(LossContext loss, LossDelegate next)
    {
        loss.Arguments.Set(ScaledLoss.Factor, factor);
        next(loss);
        Batches++;
    }

    public override void Step(StepContext step, StepDelegate next)
    {
        next(step);
        Steps = step.Number;
    }
}

internal sealed class CountBatches : BatchHook
{
    public int Count { get; private set; }

    public override void OnBatchEnd(BatchEnd batch, RunControl control) => Count++;
}

internal sealed class LossCurve : EpochHook
{
    public List<double> Losses { get; } = [];

    public override void OnEpochReport(EpochReport report, RunControl control) => Losses.Add(report.Get(Phase.Train, MetricKey.Loss));
}
