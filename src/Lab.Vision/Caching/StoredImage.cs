namespace Lab.Vision.Caching;

/// <summary>An image in a store: its pixels stay where they are as long as the store lives.</summary>
/// <param name="Address">The first pixel.</param>
/// <param name="Size">Its size.</param>
/// <param name="SourceSize">The size of the image from which it was prepared.</param>
internal sealed unsafe record StoredImage(IntPtr Address, ImageSize Size, ImageSize SourceSize)
{
    /// <summary>The interleaved pixels, as in <see cref="RgbImage.Pixels"/>.</summary>
    public ReadOnlySpan<byte> Pixels => new((void*)Address, checked(Size.Width * Size.Height * RgbImage.Channels));
}
