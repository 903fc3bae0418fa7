using Lab.Optimization;

namespace Lab;

/// <summary>What an <see cref="OptimHook"/> works on, given once before the run.</summary>
/// <param name="Model">The model, on its device. Its parameters keep their identity for the whole run.</param>
/// <param name="Optimizer">The optimizer over the model's trainable parameters.</param>
/// <param name="Device">Where the model is.</param>
public sealed record OptimParts(torch.nn.Module Model, Optimizer Optimizer, Device Device);

/// <summary>One batch on its way through model and loss.</summary>
public abstract class LossContext
{
    private protected LossContext()
    {
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; internal set; }

    /// <summary>The batch in its epoch, from 0.</summary>
    public int Batch { get; internal set; }

    /// <summary>How many samples the batch holds.</summary>
    public int Samples { get; internal set; }

    /// <summary>Whether this is a second pass over the batch, which a hook asked for by <see cref="StepContext.Recompute"/>: what counts batches leaves it out.</summary>
    public bool Recomputing { get; internal set; }

    /// <summary>The key of this batch's random numbers, a function of seed, epoch and batch.</summary>
    public RandomKey Random { get; internal set; }

    /// <summary>Extra arguments for the loss; empty at the start of every batch.</summary>
    public LossArguments Arguments { get; } = new();

    /// <summary>The mean loss over the batch's samples, a scalar with gradient. Set by <c>next</c>; may be replaced after it, for instance to add a term.</summary>
    /// <exception cref="InvalidOperationException">It is read before <c>next</c> has set it.</exception>
    public Tensor Loss
    {
        get => CurrentLoss ?? throw new InvalidOperationException("The loss of this batch is not computed yet: call next(loss) first.");
        set => CurrentLoss = value ?? throw new ArgumentNullException(nameof(value));
    }

    internal Tensor? CurrentLoss { get; set; }

    /// <summary>What went in and came out, by name, of whichever type.</summary>
    internal abstract IEnumerable<KeyValuePair<string, object?>> Values { get; }
}

/// <summary>One batch on its way through model and loss, with its types.</summary>
/// <typeparam name="TInput">The model's input.</typeparam>
/// <typeparam name="TOutput">The model's output.</typeparam>
/// <typeparam name="TTarget">The targets.</typeparam>
public sealed class LossContext<TInput, TOutput, TTarget> : LossContext
{
    internal LossContext()
    {
    }

    /// <summary>What the model will be given. May be replaced before <c>next</c>.</summary>
    public TInput Input { get; set; } = default!;

    /// <summary>What the loss will compare with. May be replaced before <c>next</c>.</summary>
    public TTarget Target { get; set; } = default!;

    /// <summary>What the model gave; set by <c>next</c>.</summary>
    public TOutput Output { get; internal set; } = default!;

    internal override IEnumerable<KeyValuePair<string, object?>> Values => [new("input", Input), new("target", Target), new("output", Output)];
}

/// <summary>The backward pass of one batch.</summary>
public sealed class BackwardContext
{
    internal BackwardContext()
    {
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; internal set; }

    /// <summary>The batch in its epoch, from 0.</summary>
    public int Batch { get; internal set; }

    /// <summary>The mean loss over the batch's samples; not weighted by the window.</summary>
    public Tensor Loss { get; internal set; } = null!;

    /// <summary>The batch's share of its window's samples. Gradients are those of <see cref="Loss"/> times this and <see cref="GradientScale"/>.</summary>
    public double Weight { get; internal set; }

    /// <summary>The factor of a <see cref="LossScaler"/> that the gradients hold until all batches of the window are done; 1 without one. In <see cref="OptimHook.Step"/> they are free of it.</summary>
    public double GradientScale { get; internal set; } = 1;
}

/// <summary>The optimizer step of one window.</summary>
public sealed class StepContext
{
    internal StepContext(Optimizer optimizer, Gradients gradients)
    {
        Optimizer = optimizer;
        Gradients = gradients;
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; internal set; }

    /// <summary>The number of this step in the run, from 1.</summary>
    public long Number { get; internal set; }

    /// <summary>How many samples the window holds.</summary>
    public int Samples { get; internal set; }

    /// <summary>The mean loss over the window's samples.</summary>
    public double Loss { get; internal set; }

    /// <summary>The learning rate that the schedule gives for this step, before any group's own scale. May be changed before <c>next</c>.</summary>
    public double LearningRate { get; set; }

    /// <summary>The gradients of the mean loss over the window's samples.</summary>
    public Gradients Gradients { get; }

    /// <summary>The optimizer.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Whether the optimizer has stepped; false after <c>next</c> if an inner hook skipped the step.</summary>
    public bool Stepped { get; internal set; }

    internal Action? Recomputation { get; set; }

    /// <summary>
    /// Replaces the gradients by those at the parameters' current values: forward pass, loss and backward pass of the same batch with the same random numbers, so with the same
    /// dropout and the same augmentation, through the <see cref="OptimHook.Loss"/> and <see cref="OptimHook.Backward"/> of all hooks. May be called several times.
    /// </summary>
    /// <remarks>
    /// Totals and metrics of the epoch and <see cref="Loss"/> stay those of the first pass. So do the buffers of model and loss: BatchNorm updates its running statistics once per
    /// batch, at the values that the parameters had before the step, as in the reference use of SAM (github.com/davda54/sam, which sets BatchNorm's momentum to 0 meanwhile).
    /// </remarks>
    /// <exception cref="InvalidOperationException">No hook of the run declares <see cref="OptimHook.Recomputes"/>.</exception>
    public void Recompute() =>
        (Recomputation ?? throw new InvalidOperationException("No hook of this run declares that it recomputes gradients: override OptimHook.Recomputes to return true."))();
}
