using Lab.Loading;
using Lab.Native;
using Lab.Options;
using Lab.Searches;
using Lab.Training;
using Microsoft.Extensions.Logging;

namespace Lab;

/// <content>Short fits that try something out and leave no trace.</content>
public sealed partial class Trainer<TInput, TOutput, TTarget>
{
    /// <summary>
    /// Finds a learning rate by Smith's range test: a short fit whose rate grows from step to step until the loss diverges. The run's <see cref="OptimHook"/>s take part, as accumulation and
    /// clipping decide which rates are good; no observer hears of it, the schedule does not count, and nothing is written.
    /// </summary>
    /// <remarks>
    /// Afterwards weights, buffers and modes of model and loss, torch's generator on the CPU and the states that hooks declare are what they were, also when the search fails or is cancelled. The
    /// optimizer is one of the search's own. The model stays on its device. Whatever else a hook remembers is its own to reset in <see cref="OptimHook.Attach"/>.
    /// </remarks>
    /// <param name="train">The training batches.</param>
    /// <param name="options">Which rates to try; the defaults if null.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    /// <inheritdoc cref="Fit" path="/exception"/>
    public LearningRateCurve FindLearningRate(DataLoader<TInput, TTarget> train, LearningRateSearchOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        options = (options ?? new LearningRateSearchOptions()).Checked();
        using var gate = Enter();
        using var unchanged = new UnchangedParts<TInput, TOutput, TTarget>(_parts, _hooks.Searched);
        using var test = new RangeTest(options);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, test.End);
        Try(train, test, options.Steps, end.Token);
        cancellation.ThrowIfCancellationRequested();
        return test.Curve();
    }

    /// <summary>
    /// Finds how large a batch may be and which size trains fastest: a short fit with each size, doubling until memory is used up, then halving the gap until it is a sixteenth. Memory that is
    /// used up, a CUDA device's included, ends one size and not the search. The run's <see cref="OptimHook"/>s take part; no observer hears of it, and nothing is written.
    /// </summary>
    /// <inheritdoc cref="FindLearningRate" path="/remarks"/>
    /// <param name="createLoader">Makes the training batches of a size. The search disposes of each.</param>
    /// <param name="options">Which sizes to try and how much memory they may take; the defaults if null.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    /// <inheritdoc cref="Fit" path="/exception"/>
    public BatchSizeTrials FindBatchSize(Func<int, DataLoader<TInput, TTarget>> createLoader, BatchSizeSearchOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(createLoader);
        options = (options ?? new BatchSizeSearchOptions()).Checked();
        using var gate = Enter();
        using var unchanged = new UnchangedParts<TInput, TOutput, TTarget>(_parts, _hooks.Searched);
        using var first = createLoader(options.MinimumSize);
        var problems = new List<string>();
        StartupChecks.Data(first, problems);
        ThrowIfAny(problems);

        // What the process holds must not shrink by itself while sizes are tried: garbage, and memory that is free, go first.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
        var cuda = Devices.Resolve(_options.Device, out _) is { type: DeviceType.CUDA };
        var before = Environment.WorkingSet;
        var limit = MemoryLimit.InBytes(options.MemoryLimit, cuda);
        var trials = new List<BatchSizeTrial>();
        BatchSizeGrowth.Search(Math.Min(options.MinimumSize, first.SampleCount), Math.Min(options.MaximumSize, first.SampleCount), size =>
        {
            trials.Add(TrySize(size, createLoader, options.StepsPerSize, before, limit, cuda, cancellation));
            return trials[^1].Fits;
        });
        return new BatchSizeTrials { Trials = trials };
    }

    private BatchSizeTrial TrySize(
        int size, Func<int, DataLoader<TInput, TTarget>> createLoader, StepCount steps, long before, long limit, bool cuda, CancellationToken cancellation)
    {
        using var loader = createLoader(size);

        // Without a shorter last batch every step is one of the size that is tried.
        using var whole = new LimitedLoader<TInput, TTarget>(loader, Math.Max(1, loader.SampleCount / size));
        using var probe = new BatchSizeProbe(cuda);
        var exhausted = false;
        try
        {
            Try(whole, probe, steps, cancellation);
            cancellation.ThrowIfCancellationRequested();
        }
        catch (LabException error) when (OutOfMemory.Caused(error))
        {
            exhausted = true;
            _parts.Model.zero_grad();
        }

        NativeHeap.Trim();
        var growth = Math.Max(0, probe.Memory - before);
        return new BatchSizeTrial { Size = size, Fits = !exhausted && growth <= limit, SamplesPerSecond = exhausted ? double.NaN : probe.SamplesPerSecond, MemoryGrowth = growth };
    }

    // A short fit over the same model. Its hooks stay this trainer's: it does not dispose of them.
    private void Try(DataLoader<TInput, TTarget> train, OptimHook outermost, StepCount steps, CancellationToken cancellation)
    {
        var stepsPerEpoch = Math.Max(1, (train.BatchCount + _hooks.Window - 1) / _hooks.Window);
        using var trial = new Trainer<TInput, TOutput, TTarget>(
            _parts with { Hooks = [outermost, .. _hooks.Searched], Schedule = null, Checkpoints = null, Folder = null, LogFolder = null },
            _options with
            {
                Epochs = new EpochCount((int)((steps.Value + stepsPerEpoch - 1) / stepsPerEpoch)),
                MinimumEpochs = new EpochCount(0),
                MaximumSteps = steps,
                MaximumTime = null,
                NonFinite = NonFinitePolicy.Continue,
                DumpNonFinite = false,
                TrainMetrics = false,
                Profile = false,
            },
            _logger,
            ownsHooks: false);
        trial.Fit(train, validation: null, resume: null, cancellation);
    }
}
