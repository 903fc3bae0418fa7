namespace Lab.Vision;

/// <summary>Scalars made once: TorchSharp would make one per call, which the garbage collector may take while the call runs.</summary>
internal static class Scalars
{
    public static readonly Scalar One = 1;
}
