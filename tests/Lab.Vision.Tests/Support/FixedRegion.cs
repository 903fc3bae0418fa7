namespace Lab.Vision.Tests.Support;

/// <summary>Asks for a part of an image at a fixed scale and notes the size that it was told.</summary>
internal sealed class FixedRegion(int reduction, ImageRegion region, bool orAll = false) : ImageRequest
{
    public ImageSize Asked { get; private set; }

    public override int ReductionFor(ImageSize size) => reduction;

    public override ImageRegion RegionFor(ImageSize reduced)
    {
        Asked = reduced;
        var isWithin = region.Left + region.Width <= reduced.Width && region.Top + region.Height <= reduced.Height;
        return isWithin || !orAll ? region : ImageRegion.All(reduced);
    }
}
