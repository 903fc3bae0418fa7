using System.Runtime.CompilerServices;
using Lab.Onnx;
using TorchSharp.Modules;

namespace Lab.Vision;

/// <summary>
/// A convolution with the batch normalisation behind it. In inference the norm is an affine map of each channel, which the convolution can do as well: its kernels by gamma / sqrt(variance + epsilon), and a bias
/// of beta less the scaled mean (Jacob et al. 2018, arXiv:1712.05877, section 3.2). That spares a pass over every map.
/// </summary>
internal static class ConvolutionNorm
{
    private static readonly ConditionalWeakTable<BatchNorm2d, object> Folded = [];
    private static readonly object Mark = new();

    /// <summary>The norm of the convolution of <paramref name="input"/>.</summary>
    public static Tensor Call(Conv2d convolution, BatchNorm2d norm, Tensor input)
    {
        var x = convolution.call(input);
        return Folded.TryGetValue(norm, out _) ? x : norm.call(x);
    }

    /// <summary>What <see cref="Call"/> does, in ONNX: a norm that was folded is not written.</summary>
    public static OnnxValue Emit(Conv2d convolution, BatchNorm2d norm, OnnxValue input)
    {
        var x = input.Through(convolution);
        return Folded.TryGetValue(norm, out _) ? x : x.Through(norm);
    }

    /// <summary>Makes the convolution do what the norm does; <see cref="Call"/> passes the norm over from now on.</summary>
    public static void Fold(Conv2d convolution, BatchNorm2d norm)
    {
        if (!Folded.TryAdd(norm, Mark))
        {
            return;
        }

        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();

        // In double precision, so that the only rounding is that of the result.
        using Scalar epsilon = norm.eps.ToScalar();
        var variance = norm.running_var!.to(torch.ScalarType.Float64).add(epsilon, Scalars.One);
        var scale = variance.rsqrt().mul_(norm.weight!);
        var shift = norm.running_mean!.to(torch.ScalarType.Float64, copy: true).mul_(scale).neg_().add_(norm.bias!, Scalars.One);
        if (convolution.bias is { } bias)
        {
            shift = shift.add_(bias.mul(scale), Scalars.One);
        }

        var weight = convolution.weight!;
        weight.copy_(weight.mul(scale.view(-1, 1, 1, 1)));
        convolution.bias = new Parameter(shift.to(weight.dtype), requires_grad: false);
        convolution.bias.DetachFromDisposeScope();
    }
}
