namespace Lab;

/// <summary>A network from an input to an output, each of any type: a tensor, or a record of tensors.</summary>
/// <typeparam name="TInput">What <c>forward</c> takes.</typeparam>
/// <typeparam name="TOutput">What <c>forward</c> returns, such as <c>MaskLogits(Mask, Gender, Age)</c>.</typeparam>
/// <remarks>
/// Fields that hold modules, parameters or tensors become part of the model under the field's name, private ones too. Lists, arrays and
/// dictionaries of modules do not (use <c>ModuleList</c> or <c>ModuleDict</c>), nor do automatic properties under a usable name: a run refuses to
/// start with either. The call to <c>RegisterComponents</c> that TorchSharp asks for may be left out at the top level of the model; Lab makes it.
/// </remarks>
public abstract class Model<TInput, TOutput> : torch.nn.Module<TInput, TOutput>, IModel
{
    // What the run that trains the model keeps frozen.
    private Freezing? _freezing;

    /// <summary>A model with a name for logs; by default the name of its type.</summary>
    protected Model(string? name = null)
        : base(name ?? string.Empty)
    {
        if (name is null)
        {
            this.name = GetType().Name;
        }
    }

    /// <summary>How many classes the head tells apart, or null for a model without classes. Checked against the data set's classes.</summary>
    public virtual int? ClassCount => null;

    /// <summary>All parameters and persistent buffers by name, module by module as PyTorch orders them; TorchSharp's own puts all parameters first.</summary>
    /// <param name="destination">Where to add them; a new dictionary if null.</param>
    /// <param name="prefix">What to put before every name, without the dot.</param>
    public override Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
    {
        destination ??= [];
        Collect(this, string.IsNullOrEmpty(prefix) ? string.Empty : $"{prefix}.", destination);
        return destination;
    }

    /// <summary>Switches the model to training or evaluation. While a run freezes batch normalisation (<see cref="TrainerOptions.Freeze"/>), it stays in evaluation mode.</summary>
    /// <param name="train">Training, or evaluation.</param>
    public override void train(bool train = true)
    {
        base.train(train);
        if (train)
        {
            _freezing?.Assert();
        }
    }

    void IModel.Complete() => RegisterComponents();

    void IModel.Freeze(Freezing? freezing) => _freezing = freezing;

    private static void Collect(torch.nn.Module module, string prefix, Dictionary<string, Tensor> destination)
    {
        foreach (var (name, parameter) in module.named_parameters(recurse: false))
        {
            destination.TryAdd(prefix + name, parameter);
        }

        foreach (var (name, buffer) in module.named_buffers(recurse: false, include_nonpersistent: false))
        {
            destination.TryAdd(prefix + name, buffer);
        }

        foreach (var (name, child) in module.named_children())
        {
            Collect(child, $"{prefix}{name}.", destination);
        }
    }
}

internal interface IModel
{
    /// <summary>Registers what the constructor left unregistered.</summary>
    void Complete();

    /// <summary>What is to stay in evaluation mode whenever the module is switched to training; null for nothing.</summary>
    void Freeze(Freezing? freezing)
    {
    }
}
