namespace Lab.Vision;

/// <summary>How the bytes of a batch of images lie in memory.</summary>
public enum ImageLayout
{
    /// <summary>[N, 3, height, width]: one plane per channel, as convolutions take them.</summary>
    Planar,

    /// <summary>[N, height, width, 3]: pixel by pixel, as decoders write them.</summary>
    Interleaved,
}
