using Lab.Onnx;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Two linear layers around a GELU, over the last dimension.</summary>
internal sealed class Mlp : Module<Tensor, Tensor>, IOnnxModule
{
    private readonly Module<Tensor, Tensor> fc1;
    private readonly Module<Tensor, Tensor> fc2;

    /// <param name="width">Length of the last dimension.</param>
    /// <param name="hidden">Length of the hidden layer.</param>
    /// <param name="convolution">Store the weights as those of 1x1 convolutions, [outputs, inputs, 1, 1]; the numbers are the same.</param>
    public Mlp(int width, int hidden, bool convolution = false)
        : base(nameof(Mlp))
    {
        fc1 = convolution ? new PointwiseConvolution(width, hidden) : Linear(width, hidden);
        fc2 = convolution ? new PointwiseConvolution(hidden, width) : Linear(hidden, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        return fc2.call(functional.gelu(fc1.call(input))).MoveToOuterDisposeScope();
    }

    public OnnxValue EmitOnnx(OnnxValue input) => input.Through(fc1).Gelu().Through(fc2);
}
