namespace Lab.Onnx;

/// <summary>How modules that do not say it themselves (<see cref="IOnnxModule"/>) are written in ONNX: TorchSharp's, and those that are added.</summary>
public sealed class OnnxEmitters
{
    private readonly Dictionary<Type, Func<torch.nn.Module, OnnxValue, OnnxValue>> _emitters = [];

    /// <summary>The emitters of TorchSharp's modules.</summary>
    public OnnxEmitters() => TorchModules.AddTo(this);

    /// <summary>The types that are known, without those derived from them.</summary>
    public IReadOnlyCollection<Type> Types => _emitters.Keys;

    /// <summary>Adds a type of modules, or writes it otherwise than before; types derived from it are written so too.</summary>
    /// <param name="emit">What a module of the type makes of a value in evaluation mode.</param>
    /// <returns>This object.</returns>
    public OnnxEmitters Add<TModule>(Func<TModule, OnnxValue, OnnxValue> emit)
        where TModule : torch.nn.Module
    {
        ArgumentNullException.ThrowIfNull(emit);
        _emitters[typeof(TModule)] = (module, input) => emit((TModule)module, input);
        return this;
    }

    internal OnnxValue Emit(torch.nn.Module module, OnnxValue input, string description)
    {
        if (_emitters.TryGetValue(module.GetType(), out var own))
        {
            return own(module, input);
        }

        if (module is IOnnxModule emitting)
        {
            return emitting.EmitOnnx(input);
        }

        for (var type = module.GetType().BaseType; type is not null; type = type.BaseType)
        {
            if (_emitters.TryGetValue(type, out var inherited))
            {
                return inherited(module, input);
            }
        }

        var name = module.GetType().Name;
        throw new LabException(
            $"{description} cannot be exported: nothing says how a {name} is written in ONNX. Implement {nameof(IOnnxModule)} in {name}, or add an emitter to the options: Emitters.Add<{name}>((module, input) => ...).");
    }
}
