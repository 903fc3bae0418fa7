using Lab.Averages;
using Lab.Checkpoints;

namespace Lab;

/// <summary>
/// Keeps an average of the model's weights beside the weights that are trained. The trainer offers it the weights after every optimizer step, judges the average on the validation data as
/// <see cref="Phase.Average"/>, and writes it into checkpoints as <see cref="Checkpoint.AverageFile"/>, under the model's own names. Derive from it by saying when and how much the weights count.
/// </summary>
/// <remarks>
/// The average has every parameter and persistent buffer of the model, in its own type. Training never sees it: the weights that are trained are the same bits with and without averaging.
/// A run takes at most one that <see cref="Hook.IsEnabled"/>.
/// </remarks>
public abstract class WeightAveraging : OptimHook, IStateful<WeightAveragingState>, ITensorStateful
{
    private torch.nn.Module? _model;
    private AveragedState? _average;
    private WeightSwap? _swap;
    private bool _isStale;

    /// <summary>
    /// What becomes of buffers. False: floating-point ones are averaged as parameters are. True: they are copied, and where the model has batch normalisation its statistics are taken anew
    /// by a pass over the training data with the averaged weights, at the end of every epoch in which the average has changed.
    /// </summary>
    public virtual bool RefreshesBatchNorm => false;

    /// <summary>How many times the weights have entered the average.</summary>
    public long Updates { get; private set; }

    /// <summary>Whether the average's statistics of batch normalisation are those of earlier weights. It is not judged until they have been refreshed.</summary>
    public bool NeedsRefresh => _isStale && RefreshesBatchNorm;

    /// <summary>Whether there is an average that can be judged.</summary>
    public bool IsReady => Updates > 0 && !NeedsRefresh;

    /// <summary>The number of the optimizer step after which there is an average for the first time. A run that is shorter refuses to start.</summary>
    /// <param name="stepsPerEpoch">Optimizer steps of one epoch.</param>
    public virtual long FirstStep(long stepsPerEpoch) => 1;

    /// <summary>A window of batches is done, and every hook has had its step: take the weights in with <see cref="Include"/>, or let them pass.</summary>
    /// <param name="step">The number of the step in the run, from 1.</param>
    /// <param name="stepped">Whether the optimizer stepped; false if a hook skipped the step or no sample could be read.</param>
    public abstract void AfterStep(long step, bool stepped);

    /// <summary>
    /// Puts the average in place of the model's weights until the result is disposed of, which puts them back, bit for bit. Parameters keep their identity.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no average yet, or it is in place already.</exception>
    public IDisposable Apply()
    {
        if (_average is null || _swap is not null)
        {
            throw new InvalidOperationException(_average is null ? $"{Name} has no average yet: it has taken in no weights." : $"The average of {Name} is in the model already: dispose of what Apply returned first.");
        }

        return _swap = new WeightSwap(_average, () => _swap = null);
    }

    /// <inheritdoc/>
    public override void Attach(OptimParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Forget();
        _model = parts.Model;
    }

    /// <inheritdoc/>
    public WeightAveragingState CaptureState() => new(Updates, _isStale);

    /// <inheritdoc/>
    public void RestoreState(WeightAveragingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (Updates, _isStale) = (state.Updates, state.IsStale);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The average is in the model: what would be saved as the model's weights are not.</exception>
    public IReadOnlyList<KeyValuePair<string, Tensor>> CaptureTensors()
    {
        ThrowIfApplied();
        return _average?.Named ?? [];
    }

    /// <inheritdoc/>
    public void RestoreTensors(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (Updates > 0)
        {
            _average = new AveragedState(Model, averagesBuffers: !RefreshesBatchNorm);
            _average.Restore(state);
        }
    }

    internal void MarkRefreshed() => _isStale = false;

    /// <summary>Takes the weights into the average: it moves towards them by <paramref name="share"/> of the difference. The first ones are copied.</summary>
    /// <param name="share">From 0, which leaves the average as it is, to 1, which makes it equal to the weights.</param>
    protected void Include(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        ThrowIfApplied();
        if (_average is null)
        {
            _average = new AveragedState(Model, averagesBuffers: !RefreshesBatchNorm);
        }
        else
        {
            _average.MoveTowardsModel(share);
        }

        _isStale = _average.HasBatchNorm;
        Updates++;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Forget();
        }

        base.Dispose(disposing);
    }

    private torch.nn.Module Model => _model ?? throw new InvalidOperationException($"{Name} knows no model yet: Attach comes first.");

    private void ThrowIfApplied()
    {
        if (_swap is not null)
        {
            throw new InvalidOperationException($"The average of {Name} is in the model: dispose of what Apply returned first.");
        }
    }

    private void Forget()
    {
        _swap?.Dispose();
        _average?.Dispose();
        _average = null;
        (Updates, _isStale) = (0, false);
    }
}
