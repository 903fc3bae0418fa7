namespace Lab.Vision.Tests.Support;

/// <summary>Asks for an image at a fixed scale and notes the size that it was told.</summary>
internal sealed class FixedReduction(int reduction) : ImageRequest
{
    public ImageSize Asked { get; private set; }

    public override int ReductionFor(ImageSize size)
    {
        Asked = size;
        return reduction;
    }
}
