using Lab.Training;

namespace Lab;

/// <summary>Delivers features that were computed once, in the batches and the order in which a <see cref="DatasetLoader{TSample, TInput, TTarget}"/> of the same seed delivers the samples.</summary>
/// <typeparam name="TTarget">What the loss and the metrics compare with.</typeparam>
public sealed class FeatureLoader<TTarget> : DataLoader<Tensor, TTarget>
{
    private readonly FeatureSet<TTarget> _features;
    private readonly int _batchSize;
    private readonly RandomKey _order;
    private readonly Sampler _sampler;

    /// <summary>A loader of features, which stay the caller's.</summary>
    /// <param name="features">The features. Epoch e is of view 1 + (e - 1) modulo their number.</param>
    /// <param name="phase">What the batches are for.</param>
    /// <param name="batchSize">Samples of a batch, at least 1; the last one of an epoch may hold fewer.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="sampler">The order, as numbers of rows; by default shuffled for training and sequential otherwise.</param>
    public FeatureLoader(FeatureSet<TTarget> features, Phase phase, int batchSize, long seed = 0, Sampler? sampler = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        (_features, Phase, _batchSize) = (features, phase, batchSize);
        _order = RandomKey.FromSeed(seed).Derive("order");
        _sampler = sampler ?? (phase == Phase.Train ? Sampler.Shuffled(features.Indices.Count) : Sampler.Sequential(features.Indices.Count));
        SampleCount = _sampler.Count;
        BatchCount = (SampleCount + batchSize - 1) / batchSize;
    }

    /// <inheritdoc/>
    public override Phase Phase { get; }

    /// <inheritdoc/>
    public override int SampleCount { get; }

    /// <inheritdoc/>
    public override int BatchCount { get; }

    /// <inheritdoc/>
    public override IInputPreparation? Preparation => _features.Preparation;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames => _features.ClassNames;

    internal override DataGroups? Groups => _features.Groups;

    /// <inheritdoc/>
    public override int PlannedSamples(int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(batch, BatchCount);
        return Math.Min(_batchSize, SampleCount - (batch * _batchSize));
    }

    /// <inheritdoc/>
    public override string Describe(int index) => _features.Describe(index);

    /// <inheritdoc/>
    public override LoaderPass<Tensor, TTarget> Open(int epoch, int firstBatch, Device device, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstBatch, BatchCount);
        return new Pass(this, _sampler.CheckedOrderOf(_order.Derive(epoch), _features.Indices.Count), _features.Views[Math.Max(0, epoch - 1) % _features.Views.Count], firstBatch, device, cancellation);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Pass(FeatureLoader<TTarget> loader, int[] order, Tensor view, int firstBatch, Device device, CancellationToken cancellation) : LoaderPass<Tensor, TTarget>
    {
        private int _batch = firstBatch;

        public override Batch<Tensor, TTarget>? TryNext()
        {
            cancellation.ThrowIfCancellationRequested();
            if (_batch == loader.BatchCount)
            {
                return null;
            }

            var samples = order.AsSpan(_batch * loader._batchSize, loader.PlannedSamples(_batch));
            _batch++;
            var rows = torch.tensor(Array.ConvertAll(samples.ToArray(), row => (long)row), device: view.device);
            return new Batch<Tensor, TTarget>(
                view.index_select(0, rows).to(device),
                TensorStructure.Map(loader._features.Targets, tensor => tensor.index_select(0, rows).to(device)),
                Array.ConvertAll(samples.ToArray(), row => loader._features.Indices[row]));
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
