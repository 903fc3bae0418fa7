namespace Lab;

/// <summary>
/// Reads the samples of a data set on several threads into reused memory and delivers them in order. The batches are the same bytes for any number of threads.
/// </summary>
/// <typeparam name="TSample">The data set's samples.</typeparam>
/// <typeparam name="TInput">What the model takes.</typeparam>
/// <typeparam name="TTarget">What the loss and the metrics compare with.</typeparam>
public sealed class DatasetLoader<TSample, TInput, TTarget> : DataLoader<TInput, TTarget>
{
    private readonly RandomKey _seed;
    private readonly Sampler _sampler;
    private Loading.BatchSlot[]? _slots;
    private bool _open;
    private bool _disposed;

    /// <summary>A loader of <paramref name="dataset"/>.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="collator">Turns them into batches.</param>
    /// <param name="phase">What the batches are for.</param>
    /// <param name="options">Batch size, threads and policy; defaults if null.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="sampler">The order; by default shuffled for training and sequential otherwise.</param>
    public DatasetLoader(
        Dataset<TSample> dataset, Collator<TSample, TInput, TTarget> collator, Phase phase, LoaderOptions? options = null, long seed = 0, Sampler? sampler = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(collator);
        Dataset = dataset;
        Collator = collator;
        Phase = phase;
        Options = options ?? new LoaderOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Options.BatchSize, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(Options.LoaderThreads, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Options.Prefetch, nameof(options));
        _sampler = sampler ?? (phase == Phase.Train ? Sampler.Shuffled(dataset.Count) : Sampler.Sequential(dataset.Count));
        _seed = RandomKey.FromSeed(seed);
        SampleCount = _sampler.Count;
        BatchCount = (SampleCount + Options.BatchSize - 1) / Options.BatchSize;
    }

    /// <inheritdoc/>
    public override Phase Phase { get; }

    /// <inheritdoc/>
    public override int SampleCount { get; }

    /// <inheritdoc/>
    public override int BatchCount { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames => Dataset.ClassNames;

    /// <inheritdoc/>
    public override IInputPreparation? Preparation => Collator.Preparation;

    /// <inheritdoc/>
    public override string Describe(int index) => Dataset.Describe(index);

    internal override DataGroups Groups => DataGroups.Of(Dataset);

    /// <summary>The samples.</summary>
    public Dataset<TSample> Dataset { get; }

    internal Collator<TSample, TInput, TTarget> Collator { get; }

    internal LoaderOptions Options { get; }

    /// <inheritdoc/>
    public override int PlannedSamples(int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(batch, BatchCount);
        return Math.Min(Options.BatchSize, SampleCount - (batch * Options.BatchSize));
    }

    /// <inheritdoc/>
    public override LoaderPass<TInput, TTarget> Open(int epoch, int firstBatch, Device device, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstBatch, BatchCount);
        ArgumentNullException.ThrowIfNull(device);
        if (_open)
        {
            throw new InvalidOperationException("A pass over this loader is open already; dispose of it first.");
        }

        if (_slots is null)
        {
            Collator.Prepare(Dataset, Phase, Math.Max(1, Options.LoaderThreads), cancellation);
        }

        var count = Options.LoaderThreads == 0 ? 1 : Math.Min(Options.Prefetch + 1, Math.Max(1, BatchCount));
        _slots ??= [.. Enumerable.Range(0, count).Select(_ => new Loading.BatchSlot(Collator.Fields, Math.Min(Options.BatchSize, Math.Max(1, SampleCount))))];
        var order = _sampler.CheckedOrderOf(DatasetKeys.OfOrder(_seed, epoch), Dataset.Count);
        var pass = new Loading.DatasetPass<TSample, TInput, TTarget>(
            this, new Loading.EpochOrder(order, Dataset.Count), _slots, DatasetKeys.OfSamples(_seed, epoch), firstBatch, device, () => _open = false, cancellation);
        _open = true;
        return pass;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        foreach (var slot in _slots ?? [])
        {
            slot.Dispose();
        }

        _slots = null;
    }
}
