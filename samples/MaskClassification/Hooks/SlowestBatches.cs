using Microsoft.Extensions.Logging;

namespace MaskClassification.Hooks;

/// <summary>Tells after each training epoch which batches kept the trainer waiting longest for their pictures.</summary>
public sealed class SlowestBatches(ILogger<SlowestBatches> log) : BatchHook
{
    private const int Kept = 3;
    private static readonly TimeSpan Worth = TimeSpan.FromMilliseconds(50);

    private readonly List<BatchEnd> _slowest = [];

    /// <inheritdoc/>
    public override void OnEpochStart(EpochStart epoch) => _slowest.Clear();

    /// <inheritdoc/>
    public override void OnBatchEnd(BatchEnd batch, RunControl control)
    {
        // The first batch always waits: the loader has only just started.
        if (batch.Phase == Phase.Train && batch.Batch > 0 && batch.DataWait > Worth)
        {
            _slowest.Add(batch);
            _slowest.Sort((a, b) => b.DataWait.CompareTo(a.DataWait));
            if (_slowest.Count > Kept)
            {
                _slowest.RemoveAt(Kept);
            }
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochEnd epoch)
    {
        if (_slowest.Count > 0)
        {
            log.LogInformation(
                "epoch {Epoch}: waited longest for {Batches}; more --loader-threads may help",
                epoch.Epoch,
                string.Join(", ", _slowest.Select(batch => FormattableString.Invariant($"batch {batch.Batch} ({batch.DataWait.TotalMilliseconds:f0} ms)"))));
        }
    }
}
