using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>What brings a residual block's input to its output's shape.</summary>
internal static class Shortcut
{
    /// <summary>A 1x1 convolution with its norm, or null where the shapes are the same.</summary>
    public static Sequential? Create(int input, int output, int stride) => stride == 1 && input == output
        ? null
        : Sequential(("0", Conv2d(input, output, 1, stride: stride, bias: false)), ("1", BatchNorm2d(output)));

    /// <summary>The input in the output's shape.</summary>
    public static Tensor Call(Sequential? shortcut, Tensor input) =>
        shortcut is null ? input : ConvolutionNorm.Call((Conv2d)shortcut[0], (BatchNorm2d)shortcut[1], input);

    /// <summary>What <see cref="Call"/> does, in ONNX.</summary>
    public static OnnxValue Emit(Sequential? shortcut, OnnxValue input) =>
        shortcut is null ? input : ConvolutionNorm.Emit((Conv2d)shortcut[0], (BatchNorm2d)shortcut[1], input);

    /// <summary>Folds the norm, where there is one.</summary>
    public static void FoldNorm(Sequential? shortcut)
    {
        if (shortcut is not null)
        {
            ConvolutionNorm.Fold((Conv2d)shortcut[0], (BatchNorm2d)shortcut[1]);
        }
    }
}
