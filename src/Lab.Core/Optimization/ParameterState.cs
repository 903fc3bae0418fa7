using Lab.Native;
using TorchSharp.Modules;

namespace Lab.Optimization;

/// <summary>What an optimizer keeps for one parameter.</summary>
internal sealed class ParameterState : IDisposable
{
    private Tensor? _stepTensor;

    private ParameterState(Tensor[] slots) => Slots = slots;

    public long Steps { get; set; }

    public Tensor[] Slots { get; }

    /// <summary>State of zeros. The tensors belong to no dispose scope.</summary>
    public static ParameterState Create(Parameter parameter, int slots)
    {
        var tensors = new Tensor[slots];
        for (var i = 0; i < slots; i++)
        {
            tensors[i] = torch.zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();
        }

        return new ParameterState(tensors);
    }

    /// <summary>The count of steps as a tensor, Int64 without dimensions, on the CPU.</summary>
    public Tensor StepTensor()
    {
        _stepTensor ??= torch.zeros([], dtype: torch.ScalarType.Int64).DetachFromDisposeScope();
        using Scalar steps = Steps.ToScalar();
        _stepTensor.fill_(steps);
        return _stepTensor;
    }

    /// <summary>Lays the slots out as the parameter is, should its memory format have changed since.</summary>
    public void Follow(Parameter parameter)
    {
        var target = new TensorInfo(parameter);
        for (var i = 0; i < Slots.Length; i++)
        {
            if (!new TensorInfo(Slots[i]).SameStrides(target))
            {
                var old = Slots[i];
                Slots[i] = torch.zeros_like(parameter, requires_grad: false).copy_(old).DetachFromDisposeScope();
                old.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _stepTensor?.Dispose();
        foreach (var slot in Slots)
        {
            slot.Dispose();
        }
    }
}
