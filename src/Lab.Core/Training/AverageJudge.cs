namespace Lab.Training;

/// <summary>Judges the run's averaged weights beside the raw ones. Without averaging, or before there is an average, it does nothing.</summary>
internal sealed class AverageJudge<TInput, TOutput, TTarget>(WeightAveraging? averaging, Evaluator<TInput, TOutput, TTarget> evaluator, RunControl control)
{
    /// <summary>Makes the average whole at the end of an epoch: where its statistics of batch normalisation are those of earlier weights, a pass over the epoch's samples takes them anew.</summary>
    public void Complete(DataLoader<TInput, TTarget> train, int epoch, long step, CancellationToken cancellation)
    {
        if (averaging is { NeedsRefresh: true })
        {
            using (averaging.Apply())
            {
                evaluator.RefreshStatistics(train, epoch, step, control, cancellation);
            }

            averaging.MarkRefreshed();
        }
    }

    /// <summary>Loss and metrics of the average over a whole pass; null if there is none to judge.</summary>
    public EpochEnd? Validate(DataLoader<TInput, TTarget> validation, PassTotals<TOutput, TTarget> totals, int epoch, long step, CancellationToken cancellation)
    {
        if (averaging is not { IsReady: true })
        {
            return null;
        }

        using var applied = averaging.Apply();
        return evaluator.Evaluate(validation, Phase.Average, totals, epoch, step, control, cancellation);
    }
}
