using System.Buffers;
using SkiaSharp;

namespace Lab.Vision;

/// <summary>Images as PNG files, for pages that people look at.</summary>
internal static class PngEncoding
{
    public static unsafe byte[] Encode(RgbImage image)
    {
        var rgba = ArrayPool<byte>.Shared.Rent(image.Width * image.Height * 4);
        try
        {
            RgbaPacking.AddAlpha(image.Pixels, rgba);
            fixed (byte* start = rgba)
            {
                using var view = new SKPixmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque), (IntPtr)start);
                using var data = view.Encode(SKEncodedImageFormat.Png, quality: 100) ?? throw new LabException($"Skia could not encode an image of {image} pixels as PNG.");
                return data.ToArray();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rgba);
        }
    }
}
