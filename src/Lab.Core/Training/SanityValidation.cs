using Lab.Loading;
using Lab.Native;

namespace Lab.Training;

/// <summary>
/// A few validation batches before the first step of a run, so that a fault of the validation is met in seconds and not after an epoch. Its evaluator has no hooks, its metrics are its
/// own, and torch's generators are keyed anew for every batch of training: the run that follows is the same with it and without.
/// </summary>
internal static class SanityValidation
{
    /// <exception cref="LabException">The validation fails; the message says that it was the sanity validation.</exception>
    public static void Run<TInput, TOutput, TTarget>(
        Evaluator<TInput, TOutput, TTarget> unobserved, DataLoader<TInput, TTarget> validation, BatchCount batches, CancellationToken cancellation)
    {
        using var random = TorchRandom.Preserve();
        using var few = new LimitedLoader<TInput, TTarget>(validation, batches.Value);
        try
        {
            var totals = new PassTotals<TOutput, TTarget>(unobserved.CreateMetrics(), hasLoss: true);
            unobserved.Evaluate(few, few.Phase, totals, epoch: 0, step: 0, new RunControl(), cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The run that follows sees the request itself, and ends at once with what it has.
        }
        catch (Exception error)
        {
            throw new LabException(
                $"The sanity validation, {new BatchCount(few.BatchCount)} before training, failed: {error.Message.Split('\n')[0].TrimEnd()} Mend it, or the validation after the first epoch would fail the same way (--sanity-batches sets how many; 0 for none).", error);
        }
    }
}
