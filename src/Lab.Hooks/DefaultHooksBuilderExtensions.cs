namespace Lab.Hooks;

/// <summary>Adds the hooks that every experiment wants.</summary>
public static class DefaultHooksBuilderExtensions
{
    /// <summary>
    /// Progress on the console, the text log, <c>metrics.jsonl</c>, TensorBoard and checkpoints; early stopping too, off until a patience is set by option.
    /// Each one's own verb configures it further, before or after this one.
    /// </summary>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> DefaultHooks<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> builder) =>
        builder.Progress().TextLog().MetricsFile().TensorBoard().EarlyStopping().Checkpoints();
}
