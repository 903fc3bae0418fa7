namespace Lab;

/// <summary>
/// Wraps how the model is optimised: the loss, the backward pass and the optimizer step of every batch. Hooks nest like middleware: the first added is the
/// outermost; code before <c>next</c> runs in order, code after it in reverse, and <c>try</c>/<c>finally</c> is all the clean-up that one needs.
/// </summary>
/// <example><code>
/// public sealed class ScaleGradients(double factor) : OptimHook
/// {
///     public override void Step(StepContext step, StepDelegate next)
///     {
///         step.Gradients.Scale(factor);
///         next(step);
///     }
/// }
/// </code></example>
public abstract class OptimHook : Hook
{
    /// <summary>
    /// How many batches make one optimizer step. The trainer plans the windows, weights each batch by its share of the window's samples and lets the last window of an
    /// epoch step with what it has. At most one hook of a run may ask for more than one.
    /// </summary>
    public virtual BatchCount Window => new(1);

    /// <summary>
    /// Whether this hook may call <see cref="StepContext.Recompute"/>. Default no. The trainer holds one batch at a time, so such a hook and one whose <see cref="Window"/> is more than
    /// one batch do not go together: a run with both refuses to start.
    /// </summary>
    public virtual bool Recomputes => false;

    /// <summary>The model and the optimizer exist; called before <see cref="Hook.OnRunStart"/> and before states are restored.</summary>
    public virtual void Attach(OptimParts parts)
    {
    }

    /// <summary>Wraps the forward pass and the loss of one batch. <c>next</c> sets <see cref="LossContext.Loss"/>; without it the batch has no loss and the run fails.</summary>
    public virtual void Loss(LossContext loss, LossDelegate next)
    {
        ArgumentNullException.ThrowIfNull(next);
        next(loss);
    }

    /// <summary>Wraps the backward pass of one batch. <c>next</c> adds to the parameters' gradients.</summary>
    public virtual void Backward(BackwardContext backward, BackwardDelegate next)
    {
        ArgumentNullException.ThrowIfNull(next);
        next(backward);
    }

    /// <summary>Wraps the optimizer step of one window; the gradients are those of the mean loss over its samples. Without <c>next</c> the step is skipped.</summary>
    public virtual void Step(StepContext step, StepDelegate next)
    {
        ArgumentNullException.ThrowIfNull(next);
        next(step);
    }
}

/// <summary>An <see cref="OptimHook"/> that sees and may replace the batch and the model's output, as mixup does.</summary>
/// <typeparam name="TInput">The model's input.</typeparam>
/// <typeparam name="TOutput">The model's output.</typeparam>
/// <typeparam name="TTarget">The targets.</typeparam>
public abstract class OptimHook<TInput, TOutput, TTarget> : OptimHook
{
    /// <inheritdoc cref="OptimHook.Loss"/>
    public abstract void Loss(LossContext<TInput, TOutput, TTarget> loss, LossDelegate next);

    /// <inheritdoc/>
    public sealed override void Loss(LossContext loss, LossDelegate next) => Loss((LossContext<TInput, TOutput, TTarget>)loss, next);
}

/// <summary>Goes on to the next hook's loss, and in the end to the model and the loss.</summary>
public delegate void LossDelegate(LossContext loss);

/// <summary>Goes on to the next hook's backward pass, and in the end to autograd.</summary>
public delegate void BackwardDelegate(BackwardContext backward);

/// <summary>Goes on to the next hook's step, and in the end to the optimizer.</summary>
public delegate void StepDelegate(StepContext step);
