namespace Lab;

/// <summary>What training makes small: a scalar, the mean over the batch's samples.</summary>
/// <typeparam name="TOutput">The model's output.</typeparam>
/// <typeparam name="TTarget">The targets.</typeparam>
/// <remarks>
/// The mean over samples is part of the contract: windows weight each batch by its samples. Tensor fields become buffers and move with the loss to the
/// device; parameters are trained with the model's.
/// </remarks>
public abstract class Loss<TOutput, TTarget> : torch.nn.Module<TOutput, TTarget, LossArguments, Tensor>, IModel
{
    /// <summary>A loss with a name for logs; by default the name of its type.</summary>
    protected Loss(string? name = null)
        : base(name ?? string.Empty)
    {
        if (name is null)
        {
            this.name = GetType().Name;
        }
    }

    /// <summary>The loss without extra arguments.</summary>
    public Tensor forward(TOutput output, TTarget target) => forward(output, target, LossArguments.None);

    void IModel.Complete() => RegisterComponents();
}
