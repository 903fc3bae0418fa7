namespace Lab.Vision;

/// <summary>What an <see cref="ImageDecoder"/> accepts.</summary>
public sealed record ImageDecoderOptions
{
    /// <summary>The default of <see cref="MaximumPixels"/>, the limit above which Pillow warns of a decompression bomb twice over.</summary>
    public const long DefaultMaximumPixels = 178_956_970;

    /// <summary>
    /// The largest width times height that is decoded, checked on the header alone, so that a small file cannot claim the machine's
    /// memory. At least 1; the default is <see cref="DefaultMaximumPixels"/>.
    /// </summary>
    public long MaximumPixels { get; init; } = DefaultMaximumPixels;

    /// <summary>
    /// How many times as long as the shorter side the longer one may be: a transform that keeps the aspect would blow a sliver of few bytes up to gigabytes. At least 1; the default is 4096.
    /// </summary>
    public int MaximumSideRatio { get; init; } = 4096;

    /// <summary>
    /// Turn the image as its EXIF orientation says, so that people stand upright. The default is true; torchvision's and Pillow's plain
    /// loaders do not, so set it to false to see exactly what they see.
    /// </summary>
    public bool ApplyOrientation { get; init; } = true;

    // Pixels of four bytes must fit into an array.
    internal long Limit => Math.Min(MaximumPixels, (Array.MaxLength - RgbImage.Slack) / 4);

    internal bool Accepts(ImageSize size) => size is { Width: > 0, Height: > 0 } && (long)size.Width * size.Height <= Limit && !IsSliver(size);

    internal bool IsSliver(ImageSize size) => Math.Max(size.Width, size.Height) > (long)MaximumSideRatio * Math.Min(size.Width, size.Height);
}
