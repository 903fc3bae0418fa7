using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Builds the stages of an <see cref="EfficientNet"/>, block after block.</summary>
internal sealed class MobileStages(EfficientNetDesign design, double stochasticDepth)
{
    private readonly int _blocks = design.Stages.Sum(stage => stage.Sum(row => row.Repeat));
    private int _block;

    /// <summary>Output channels of what was built last.</summary>
    public int Channels { get; private set; } = design.StemChannels;

    public Sequential Build(IReadOnlyList<MobileBlock> stage)
    {
        var blocks = new List<Module<Tensor, Tensor>>();
        foreach (var row in stage)
        {
            for (var repeat = 0; repeat < row.Repeat; repeat++)
            {
                blocks.Add(Build(row, stride: repeat == 0 ? row.Stride : 1));
            }
        }

        return ModuleSequence.Numbered(blocks);
    }

    private Module<Tensor, Tensor> Build(MobileBlock row, int stride)
    {
        var input = Channels;
        Channels = row.Channels;

        // By the number of blocks, not one less: the last one stays below the rate, as in the reference implementation.
        var dropPath = stochasticDepth * _block++ / _blocks;
        var activation = row.Activation ?? design.Activation;
        var middle = row.Kind == MobileBlockKind.InvertedResidual ? EfficientNetDesign.Round(input * row.Expansion) : input;
        return row.Kind switch
        {
            MobileBlockKind.DepthwiseSeparable => new DepthwiseSeparable(input, Channels, row.Kernel, stride, Squeeze(row, input, middle), activation, dropPath),
            MobileBlockKind.InvertedResidual => new InvertedResidual(input, middle, Channels, row.Kernel, stride, Squeeze(row, input, middle), activation, dropPath),
            MobileBlockKind.Convolution => new ConvolutionBlock(input, Channels, row.Kernel, stride, activation),
            _ => throw new ArgumentException($"There is no kind {row.Kind} of block; use one of {string.Join(", ", Enum.GetNames<MobileBlockKind>())}.", nameof(row)),
        };
    }

    private SqueezeExcitation? Squeeze(MobileBlock row, int input, int middle) =>
        row.Squeeze == 0 ? null
        : design.MobileNetV3 ? new SqueezeExcitation(middle, EfficientNetDesign.Round(middle * row.Squeeze), Activation.ReLU, hard: true)
        : new SqueezeExcitation(middle, (int)Math.Round(input * row.Squeeze), design.Activation, hard: false);
}
