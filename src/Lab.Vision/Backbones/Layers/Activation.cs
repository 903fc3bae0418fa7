using Lab.Onnx;

namespace Lab.Vision;

/// <summary>The nonlinearity behind a convolution.</summary>
public enum Activation
{
    /// <summary>max(x, 0).</summary>
    ReLU,

    /// <summary>min(max(x, 0), 6): Krizhevsky 2010, and MobileNetV2, arXiv:1801.04381.</summary>
    ReLU6,

    /// <summary>x min(max(x + 3, 0), 6) / 6: MobileNetV3, arXiv:1905.02244.</summary>
    HardSwish,

    /// <summary>x by the logistic function of x, also called swish: Ramachandran et al. 2017, arXiv:1710.05941.</summary>
    SiLU,
}

/// <summary>The functions of <see cref="Activation"/>.</summary>
internal static class ActivationFunctions
{
    /// <summary>Applies it to a fresh tensor, which may be overwritten.</summary>
    public static Tensor Apply(this Activation activation, Tensor x)
    {
        if (activation == Activation.ReLU)
        {
            return x.relu_();
        }

        // The others' derivatives need the input: in place, autograd would copy it first.
        var inPlace = !(x.requires_grad && torch.is_grad_enabled());
        return activation switch
        {
            Activation.ReLU6 => inPlace ? x.relu6_() : x.relu6(),
            Activation.HardSwish => torch.nn.functional.hardswish(x, inPlace),
            Activation.SiLU => inPlace ? x.silu_() : x.silu(),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, $"Use one of {string.Join(", ", Enum.GetNames<Activation>())}."),
        };
    }

    /// <summary>The same in ONNX.</summary>
    public static OnnxValue EmitOnnx(this Activation activation, OnnxValue x) => activation switch
    {
        Activation.ReLU => x.Relu(),
        Activation.ReLU6 => x.Clip(0, 6),
        Activation.HardSwish => x.HardSwish(),
        Activation.SiLU => x.Silu(),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, $"Use one of {string.Join(", ", Enum.GetNames<Activation>())}."),
    };
}
