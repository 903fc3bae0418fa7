namespace Lab.Vision;

/// <summary>What a <see cref="MobileBlock"/> is made of.</summary>
public enum MobileBlockKind
{
    /// <summary>A depthwise convolution, then a 1x1 one without a nonlinearity.</summary>
    DepthwiseSeparable,

    /// <summary>A 1x1 convolution to more channels, a depthwise one, and a 1x1 one to fewer without a nonlinearity: MBConv.</summary>
    InvertedResidual,

    /// <summary>One convolution.</summary>
    Convolution,
}
