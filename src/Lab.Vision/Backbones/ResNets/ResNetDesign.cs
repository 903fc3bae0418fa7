namespace Lab.Vision;

/// <summary>The shape of a <see cref="ResNet"/>.</summary>
public sealed record ResNetDesign
{
    /// <summary>A shape of four stages.</summary>
    /// <param name="Blocks">Blocks per stage: four numbers, each at least 1.</param>
    /// <param name="Widths">Channels per stage: four numbers, each at least 1. Bottlenecks put out four times as many.</param>
    public ResNetDesign(IReadOnlyList<int> Blocks, IReadOnlyList<int> Widths)
    {
        ArgumentNullException.ThrowIfNull(Blocks);
        ArgumentNullException.ThrowIfNull(Widths);
        if (Blocks.Count != 4 || Widths.Count != 4 || Blocks.Any(count => count < 1) || Widths.Any(count => count < 1))
        {
            throw new ArgumentException(
                $"A ResNet has four stages of at least one block and channel each, not blocks [{string.Join(", ", Blocks)}] of widths [{string.Join(", ", Widths)}].",
                nameof(Blocks));
        }

        (this.Blocks, this.Widths) = (Blocks, Widths);
    }

    /// <summary>Blocks per stage.</summary>
    public IReadOnlyList<int> Blocks { get; }

    /// <summary>Channels per stage.</summary>
    public IReadOnlyList<int> Widths { get; }

    /// <summary>The size of the first convolution's kernel, odd; 7 (the default) in the paper, 3 is cheaper and finer for small images.</summary>
    public int StemKernel
    {
        get;
        init => field = value >= 1 && value % 2 == 1 ? value : throw new ArgumentOutOfRangeException(nameof(StemKernel), value, "The stem's kernel has an odd size.");
    }

    = 7;

    /// <summary>Whether blocks are of a 1x1, a 3x3 and a 1x1 convolution instead of two 3x3 ones. Default: false.</summary>
    public bool Bottleneck { get; init; }

    /// <summary>Groups of a bottleneck's 3x3 convolution, at least 1: ResNeXt's cardinality. Default: 1.</summary>
    public int Cardinality
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Cardinality), value, "A convolution has at least one group.");
    }

    = 1;

    /// <summary>Channels of one of those groups where the stage's width is 64, at least 1; more in proportion. Default: 64.</summary>
    public int GroupWidth
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(GroupWidth), value, "A group has at least one channel.");
    }

    = 64;

    /// <summary>Output channels per unit of a stage's width.</summary>
    internal int Expansion => Bottleneck ? 4 : 1;
}
