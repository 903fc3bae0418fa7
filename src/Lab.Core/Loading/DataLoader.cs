namespace Lab;

/// <summary>Delivers the batches of one phase, pass after pass.</summary>
/// <typeparam name="TInput">What the model takes.</typeparam>
/// <typeparam name="TTarget">What the loss and the metrics compare with.</typeparam>
public abstract class DataLoader<TInput, TTarget> : IDisposable
{
    /// <summary>What the batches are for.</summary>
    public abstract Phase Phase { get; }

    /// <summary>Samples of one pass.</summary>
    public abstract int SampleCount { get; }

    /// <summary>Batches of one pass.</summary>
    public abstract int BatchCount { get; }

    /// <summary>The classes of the data set, or null.</summary>
    public virtual IReadOnlyList<string>? ClassNames => null;

    /// <summary>How a sample becomes the model's input outside training, or null.</summary>
    public virtual IInputPreparation? Preparation => null;

    /// <summary>How many samples a batch is planned to hold, from 0 to <see cref="BatchCount"/> - 1; unreadable samples may leave fewer.</summary>
    public abstract int PlannedSamples(int batch);

    /// <summary>The name of a sample for people, by its index in the data set, such as its file.</summary>
    public virtual string Describe(int index) => $"sample {index}";

    /// <summary>The groups of the data set, or null where the loader knows of none.</summary>
    internal virtual DataGroups? Groups => null;

    /// <summary>Starts a pass. Its batches are a pure function of seed, epoch and options.</summary>
    /// <param name="epoch">The epoch, from 1; 0 outside training.</param>
    /// <param name="firstBatch">Where to start, from 0: a run that resumes within an epoch replays nothing.</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="cancellation">Ends waiting; the pass then throws <see cref="OperationCanceledException"/>.</param>
    public abstract LoaderPass<TInput, TTarget> Open(int epoch, int firstBatch, Device device, CancellationToken cancellation = default);

    /// <summary>Frees the batches' memory.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the batches' memory.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>One pass over data. Belongs to the thread that opened it; disposing it stops the loader's threads.</summary>
/// <typeparam name="TInput">What the model takes.</typeparam>
/// <typeparam name="TTarget">What the loss and the metrics compare with.</typeparam>
public abstract class LoaderPass<TInput, TTarget> : IDisposable
{
    /// <summary>How long the last <see cref="TryNext"/> waited for data.</summary>
    public TimeSpan LastWait { get; protected set; }

    /// <summary>Samples that could not be read and were left out so far.</summary>
    public long Skipped { get; protected set; }

    /// <summary>What was said of the first samples that could not be read and were left out, at most some ten.</summary>
    public virtual IReadOnlyList<string> SkippedReasons => [];

    /// <summary>The next batch, in order, in the current dispose scope; null after the last. It is valid until the next call.</summary>
    /// <exception cref="LabException">A sample could not be read; the message names it.</exception>
    public abstract Batch<TInput, TTarget>? TryNext();

    /// <summary>Stops the loader's threads and waits for them.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops the loader's threads and waits for them.</summary>
    protected abstract void Dispose(bool disposing);
}
