namespace Lab.Benchmarks;

/// <summary>One batch, over and over: a loader that costs nothing.</summary>
internal sealed class RepeatedBatch : DataLoader<Tensor, Tensor>
{
    private readonly Batch<Tensor, Tensor> _batch;

    /// <summary>A pass of <paramref name="count"/> times the same tensors, which stay the caller's.</summary>
    public RepeatedBatch(Tensor input, Tensor target, int count)
    {
        _batch = new Batch<Tensor, Tensor>(input, target, [.. Enumerable.Range(0, (int)input.size(0))]);
        BatchCount = count;
    }

    public override Phase Phase => Phase.Train;

    public override int SampleCount => BatchCount * _batch.Count;

    public override int BatchCount { get; }

    public override int PlannedSamples(int batch) => _batch.Count;

    public override LoaderPass<Tensor, Tensor> Open(int epoch, int firstBatch, Device device, CancellationToken cancellation = default) =>
        new Pass(_batch, BatchCount - firstBatch);

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Pass(Batch<Tensor, Tensor> batch, int left) : LoaderPass<Tensor, Tensor>
    {
        private int _left = left;

        public override Batch<Tensor, Tensor>? TryNext() => _left-- > 0 ? batch : null;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
