using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Blocks at one resolution, behind what halves the resolution of the stage before.</summary>
internal sealed class ConvNextStage : Module<Tensor, Tensor>, IOnnxModule
{
    // These names are the state dictionary's.
    private readonly Sequential? downsample;
    private readonly Sequential blocks;

    /// <param name="input">Channels of the stage before.</param>
    /// <param name="output">Channels of this one.</param>
    /// <param name="halve">Whether the resolution is halved.</param>
    /// <param name="convolutionalMlp">See <see cref="ConvNextDesign.ConvolutionalMlp"/>.</param>
    /// <param name="dropPaths">A rate per block.</param>
    public ConvNextStage(int input, int output, bool halve, bool convolutionalMlp, IEnumerable<double> dropPaths)
        : base(nameof(ConvNextStage))
    {
        downsample = halve ? Sequential(("0", new ChannelNorm(input, ConvNext.Epsilon)), ("1", Conv2d(input, output, 2, stride: 2))) : null;
        blocks = ModuleSequence.Numbered(dropPaths.Select(rate => new ConvNextBlock(output, convolutionalMlp, rate)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        if (downsample is null)
        {
            return blocks.call(input);
        }

        using var halved = downsample.call(input);
        return blocks.call(halved);
    }

    public OnnxValue EmitOnnx(OnnxValue input) => (downsample is null ? input : input.Through(downsample)).Through(blocks);
}
