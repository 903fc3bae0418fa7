namespace Lab.Features;

/// <summary>The samples of one epoch of another loader, to be predicted for. Disposing it leaves the other loader as it is.</summary>
internal sealed class EpochLoader<TInput, TTarget>(DataLoader<TInput, TTarget> source, int ofEpoch) : DataLoader<TInput, TTarget>
{
    public override Phase Phase => Phase.Predict;

    public override int SampleCount => source.SampleCount;

    public override int BatchCount => source.BatchCount;

    public override IReadOnlyList<string>? ClassNames => null;

    public override int PlannedSamples(int batch) => source.PlannedSamples(batch);

    public override string Describe(int index) => source.Describe(index);

    public override LoaderPass<TInput, TTarget> Open(int epoch, int firstBatch, Device device, CancellationToken cancellation = default) =>
        source.Open(ofEpoch, firstBatch, device, cancellation);

    protected override void Dispose(bool disposing)
    {
    }
}
