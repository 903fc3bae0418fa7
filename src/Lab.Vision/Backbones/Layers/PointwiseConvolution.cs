using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>
/// A 1x1 convolution over maps whose channels lie last, [N, height, width, channels]: a linear layer whose weight has a convolution's shape, which is how
/// timm stores it.
/// </summary>
internal sealed class PointwiseConvolution : Module<Tensor, Tensor>, IOnnxModule
{
    public readonly Parameter weight;
    public readonly Parameter bias;

    public PointwiseConvolution(int input, int output)
        : base(nameof(PointwiseConvolution))
    {
        weight = Parameter(torch.empty(output, input, 1, 1));
        bias = Parameter(torch.zeros(output));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var matrix = weight.flatten(1);
        return functional.linear(input, matrix, bias);
    }

    public OnnxValue EmitOnnx(OnnxValue input) => input.Linear(this, weight.flatten(1), input.Graph.Parameter(this, nameof(bias)));
}
