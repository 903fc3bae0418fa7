namespace Lab.Vision.Tests.Support;

/// <summary>Asks for a part of an image at a fixed scale and notes the size that it was told.</summary>
internal sealed class FixedRegion(int reduction, ImageRegion region) : ImageRequest
{
    public ImageSize Asked { get; private set; }

    public override int ReductionFor(ImageSize size) => reduction;

    public override ImageRegion RegionFor(ImageSize reduced)
    {
        Asked = reduced;
        return region;
    }
}
