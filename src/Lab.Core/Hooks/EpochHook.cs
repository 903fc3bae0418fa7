namespace Lab;

/// <summary>Sees the start and end of the run and of every epoch. It looks and records, and may ask the run to stop; it can change no weight.</summary>
/// <example><code>
/// public sealed class LogF1(ILogger&lt;LogF1&gt; log) : EpochHook
/// {
///     public override void OnEpochReport(EpochReport report, RunControl control) =>
///         log.LogInformation("epoch {Epoch}: {F1:f3}", report.Epoch, report.Get(Phase.Validation, ClassificationKeys.MacroF1));
/// }
/// </code></example>
public abstract class EpochHook : Hook
{
    /// <summary>A pass over data begins: an epoch of training, or a validation, test or prediction pass.</summary>
    public virtual void OnEpochStart(EpochStart epoch)
    {
    }

    /// <summary>A pass over data has ended; its numbers are final. The training epoch ends before its validation starts.</summary>
    public virtual void OnEpochEnd(EpochEnd epoch)
    {
    }

    /// <summary>
    /// A loss or a gradient of a training step is NaN or infinite. Called before the run's <see cref="NonFinitePolicy"/> is followed: before the error, the skipped step or the step. Overflows that
    /// loss scaling mends by itself are not reported.
    /// </summary>
    public virtual void OnNonFinite(NonFinite found, RunControl control)
    {
    }

    /// <summary>Training epoch and validation together, once both are done. Also after a validation in the middle of an epoch.</summary>
    public virtual void OnEpochReport(EpochReport report, RunControl control)
    {
    }
    /// <summary>
    /// A checkpoint of <paramref name="position"/> is about to be written, after every hook of the step. What this hook has recorded so far belongs to it: one that records through
    /// a buffer or a thread of its own writes it out now, or a kill would leave a gap.
    /// </summary>
    public virtual void OnCheckpoint(Position position)
    {
    }
}
