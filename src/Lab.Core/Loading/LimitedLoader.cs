namespace Lab.Loading;

/// <summary>The first batches of another loader's passes. Belongs to nobody: disposing it leaves the other loader as it is.</summary>
internal sealed class LimitedLoader<TInput, TTarget>(DataLoader<TInput, TTarget> source, int batches) : DataLoader<TInput, TTarget>
{
    public override Phase Phase => source.Phase;

    public override int BatchCount { get; } = Math.Min(batches, source.BatchCount);

    public override int SampleCount => Enumerable.Range(0, BatchCount).Sum(PlannedSamples);

    public override IReadOnlyList<string>? ClassNames => source.ClassNames;

    public override IInputPreparation? Preparation => source.Preparation;

    internal override DataGroups? Groups => source.Groups;

    public override int PlannedSamples(int batch) => source.PlannedSamples(batch);

    public override LoaderPass<TInput, TTarget> Open(int epoch, int firstBatch, Device device, CancellationToken cancellation = default) =>
        new Pass(source.Open(epoch, firstBatch, device, cancellation), BatchCount - firstBatch);

    public override string Describe(int index) => source.Describe(index);

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Pass(LoaderPass<TInput, TTarget> source, int batches) : LoaderPass<TInput, TTarget>
    {
        private int _left = batches;

        public override IReadOnlyList<string> SkippedReasons => source.SkippedReasons;

        public override Batch<TInput, TTarget>? TryNext()
        {
            if (_left == 0)
            {
                return null;
            }

            _left--;
            var batch = source.TryNext();
            (LastWait, Skipped) = (source.LastWait, source.Skipped);
            return batch;
        }

        protected override void Dispose(bool disposing) => source.Dispose();
    }
}
