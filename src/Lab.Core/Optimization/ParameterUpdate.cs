using TorchSharp.Modules;

namespace Lab.Optimization;

/// <summary>One parameter in one step of a <see cref="StatefulOptimizer"/>. Valid during the step only.</summary>
public sealed class ParameterUpdate
{
    private readonly Tensor[] _slots;

    internal ParameterUpdate(string name, Parameter parameter, Tensor gradient, long step, Tensor[] slots)
    {
        Name = name;
        Parameter = parameter;
        Gradient = gradient;
        Step = step;
        _slots = slots;
    }

    /// <summary>The name in the model's state dictionary.</summary>
    public string Name { get; }

    /// <summary>The parameter, to be changed in place.</summary>
    public Parameter Parameter { get; }

    /// <summary>Its gradient, of the same shape, strides, type and device. Not to be changed.</summary>
    public Tensor Gradient { get; }

    /// <summary>The number of this step for this parameter, from 1: steps at which it had no gradient do not count.</summary>
    public long Step { get; }

    /// <summary>A state tensor of the parameter's shape, strides, type and device, to be changed in place; zero before the first step.</summary>
    /// <param name="index">The position in the optimizer's list of slots.</param>
    public Tensor Slot(int index) => _slots[index];
}
