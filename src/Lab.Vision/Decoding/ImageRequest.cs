namespace Lab.Vision;

/// <summary>
/// What becomes of an image, asked by a decoder when it knows the size and has decoded nothing yet: one that is going to be made small need not be decoded in full.
/// </summary>
public abstract class ImageRequest
{
    /// <summary>The whole image at full size.</summary>
    public static ImageRequest Whole { get; } = new WholeImage();

    /// <summary>
    /// The number by which each side is divided, rounding up: 1, 2, 4 or 8. A decoder asks only if it can decode at all of these scales, and does as it is told; one that can't
    /// does not ask, and gives the whole image.
    /// </summary>
    /// <param name="size">The full size of the image, upright.</param>
    public abstract int ReductionFor(ImageSize size);

    /// <summary>
    /// The pixels that will be looked at, the whole image by default. A decoder that can leave out others asks after <see cref="ReductionFor"/>, and may leave anything in their place.
    /// </summary>
    /// <param name="reduced">The size of the upright image at the scale at which it is decoded.</param>
    public virtual ImageRegion RegionFor(ImageSize reduced) => ImageRegion.All(reduced);

    /// <summary>What <see cref="ReductionFor"/> says.</summary>
    /// <exception cref="ArgumentException">It is no scale.</exception>
    internal int CheckedReductionFor(ImageSize size)
    {
        var reduction = ReductionFor(size);
        return reduction is 1 or 2 or 4 or 8
            ? reduction
            : throw new ArgumentException($"{GetType().Name}.{nameof(ReductionFor)} gave {reduction} for an image of {size}; it must give 1, 2, 4 or 8.");
    }

    /// <summary>What <see cref="RegionFor"/> says.</summary>
    /// <exception cref="ArgumentException">It lies outside the image.</exception>
    internal ImageRegion CheckedRegionFor(ImageSize reduced)
    {
        var region = RegionFor(reduced);
        return region.IsIn(reduced)
            ? region
            : throw new ArgumentException($"{GetType().Name}.{nameof(RegionFor)} gave {region}, which is not within {reduced}; give a part of the image, or {nameof(ImageRegion)}.{nameof(ImageRegion.All)}.");
    }

    private sealed class WholeImage : ImageRequest
    {
        public override int ReductionFor(ImageSize size) => 1;
    }
}
