using System.Buffers;

namespace Lab.Vision;

/// <summary>Some rows of an image as SkiaSharp decodes them, red, green, blue and alpha, in pooled memory.</summary>
/// <param name="image">The size of the image.</param>
/// <param name="top">The first row.</param>
/// <param name="height">How many there are.</param>
internal readonly struct RgbaRows(ImageSize image, int top, int height) : IDisposable
{
    /// <summary>The rows, one behind the other.</summary>
    public byte[] Bytes { get; } = ArrayPool<byte>.Shared.Rent(checked((image.Width * height * 4) + RgbImage.Slack));

    /// <summary>The image without alpha; what its other rows hold is anything.</summary>
    public RgbImage ToImage()
    {
        var rgb = new RgbImage(image.Width, image.Height);
        RgbaPacking.DropAlpha(Bytes, rgb.Buffer.AsSpan(top * image.Width * RgbImage.Channels), image.Width * height);
        return rgb;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => ArrayPool<byte>.Shared.Return(Bytes);
}
