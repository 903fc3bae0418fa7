namespace Lab.Vision;

/// <summary>The shape of a <see cref="ResNet"/>.</summary>
public sealed record ResNetDesign
{
    /// <summary>A shape of four stages.</summary>
    /// <param name="Blocks">Basic blocks per stage: four numbers, each at least 1.</param>
    /// <param name="Widths">Channels per stage: four numbers, each at least 1.</param>
    /// <param name="StemKernel">The size of the first convolution's kernel, odd; 7 in the paper, 3 is cheaper and finer for small images.</param>
    public ResNetDesign(IReadOnlyList<int> Blocks, IReadOnlyList<int> Widths, int StemKernel = 7)
    {
        ArgumentNullException.ThrowIfNull(Blocks);
        ArgumentNullException.ThrowIfNull(Widths);
        if (Blocks.Count != 4 || Widths.Count != 4 || Blocks.Any(count => count < 1) || Widths.Any(count => count < 1))
        {
            throw new ArgumentException(
                $"A ResNet has four stages of at least one block and channel each, not blocks [{string.Join(", ", Blocks)}] of widths [{string.Join(", ", Widths)}].",
                nameof(Blocks));
        }

        if (StemKernel < 1 || StemKernel % 2 == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(StemKernel), StemKernel, "The stem's kernel has an odd size.");
        }

        (this.Blocks, this.Widths, this.StemKernel) = (Blocks, Widths, StemKernel);
    }

    /// <summary>Basic blocks per stage.</summary>
    public IReadOnlyList<int> Blocks { get; }

    /// <summary>Channels per stage.</summary>
    public IReadOnlyList<int> Widths { get; }

    /// <summary>The size of the first convolution's kernel.</summary>
    public int StemKernel { get; }
}
