namespace Lab.Vision;

/// <summary>The shape of a <see cref="ConvNext"/>.</summary>
/// <param name="Depths">Blocks per stage: four numbers, each at least 1.</param>
/// <param name="Widths">Channels per stage: four numbers, each at least 1.</param>
public sealed record ConvNextDesign(IReadOnlyList<int> Depths, IReadOnlyList<int> Widths)
{
    /// <summary>
    /// Whether the linear layers of the blocks are stored as 1x1 convolutions, as timm does in the networks up to nano. The numbers are the same. Default: false.
    /// </summary>
    public bool ConvolutionalMlp { get; init; }

    internal void Check()
    {
        if (Depths.Count != 4 || Widths.Count != 4 || Depths.Any(depth => depth < 1) || Widths.Any(width => width < 1))
        {
            throw new LabException(
                $"A ConvNeXt has four stages of at least one block and channel each, not depths [{string.Join(", ", Depths)}] of widths [{string.Join(", ", Widths)}].");
        }
    }
}
