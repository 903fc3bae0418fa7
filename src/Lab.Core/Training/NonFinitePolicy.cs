namespace Lab;

/// <summary>What a run does when a loss or a gradient is NaN or infinite. Hooks hear of it in any case, by <see cref="EpochHook.OnNonFinite"/>.</summary>
public enum NonFinitePolicy
{
    /// <summary>The run fails, with an error that says where, in which samples and what to try.</summary>
    Stop,

    /// <summary>
    /// The window's gradients are dropped: neither the optimizer nor a hook's <see cref="OptimHook.Step"/> is called, and <see cref="EpochEnd.SkippedSteps"/> counts it. The step keeps its
    /// number, so the schedule goes on. A batch whose loss is not finite is left out of the epoch's loss and metrics, and buffers, such as batch normalisation's statistics, do not see it.
    /// </summary>
    SkipStep,

    /// <summary>The step is made as if nothing had been found; the weights are most likely lost.</summary>
    Continue,
}
