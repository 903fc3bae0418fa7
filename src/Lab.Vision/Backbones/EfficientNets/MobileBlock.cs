namespace Lab.Vision;

/// <summary>Blocks of one kind in a row, in a stage of an <see cref="EfficientNet"/>.</summary>
/// <param name="Kind">What they are made of.</param>
/// <param name="Kernel">The size of the depthwise (or only) kernel, odd.</param>
/// <param name="Stride">The first block's stride, 1 or 2.</param>
/// <param name="Channels">Output channels, a multiple of 8.</param>
public sealed record MobileBlock(MobileBlockKind Kind, int Kernel, int Stride, int Channels)
{
    /// <summary>How many blocks, at least 1. Default: 1.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Channels of an inverted residual's middle by those of its input, rounded to a multiple of 8. Default: 1.</summary>
    public double Expansion { get; init; } = 1;

    /// <summary>Channels of the squeeze by those of the input (or of the middle, if the design says so); 0 (the default) for no squeeze and excitation.</summary>
    public double Squeeze { get; init; }

    /// <summary>The nonlinearity, or null (the default) for the network's.</summary>
    public Activation? Activation { get; init; }
}
