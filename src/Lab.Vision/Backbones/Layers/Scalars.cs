namespace Lab.Vision;

/// <summary>Scalars made once: TorchSharp would make one per call, which the garbage collector may take while the call runs.</summary>
internal static class Scalars
{
    public static readonly Scalar One = 1;

    /// <summary>What Swin adds to the score of a position that must not be looked at.</summary>
    public static readonly Scalar Masked = -100;
}
