namespace Lab.Vision;

/// <summary>The shape of an <see cref="EfficientNet"/>.</summary>
/// <param name="Stages">Blocks by stage, at least one each.</param>
/// <param name="StemChannels">Output channels of the first convolution.</param>
/// <param name="HeadChannels">The length of the pooled vector: output channels of the last convolution.</param>
/// <param name="Activation">The nonlinearity where a block has none of its own.</param>
public sealed record EfficientNetDesign(IReadOnlyList<IReadOnlyList<MobileBlock>> Stages, int StemChannels, int HeadChannels, Activation Activation)
{
    /// <summary>
    /// Whether the last convolution comes after the pooling, with a bias instead of a norm, and squeezes are those of MobileNetV3: a share of the middle's channels,
    /// rounded to multiples of 8, with ReLU and a piecewise linear gate. Default: false.
    /// </summary>
    public bool MobileNetV3 { get; init; }

    /// <summary>Other projects' names for the state dictionary's entries. Default: none.</summary>
    public IReadOnlyList<WeightNameMap> NameMaps { get; init; } = [];

    /// <summary>A number of channels, scaled and rounded to the nearest multiple of 8, but never down by more than a tenth: the papers' rule.</summary>
    internal static int Round(double channels)
    {
        var rounded = Math.Max(8, (int)(channels + 4) / 8 * 8);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }
}
