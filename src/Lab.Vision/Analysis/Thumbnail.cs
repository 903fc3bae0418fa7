using System.Runtime.InteropServices;
using Lab.Analysis;
using SkiaSharp;

namespace Lab.Vision;

/// <summary>Small JPEGs for the page.</summary>
internal static class Thumbnail
{
    private const int Quality = 80;

    /// <summary>A picture of a file, or null if it cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="decoder">Reads it.</param>
    /// <param name="side">The longer side in pixels, at most.</param>
    public static ReportPicture? Of(string path, ImageDecoder decoder, int side = 144)
    {
        try
        {
            using var image = decoder.Decode(path);
            return Of(image, side);
        }
        catch (UnreadableSampleException)
        {
            return null;
        }
    }

    public static ReportPicture Of(RgbImage image, int side)
    {
        var scale = Math.Min(1.0, (double)side / Math.Max(image.Width, image.Height));
        var (width, height) = (Math.Max(1, (int)Math.Round(image.Width * scale)), Math.Max(1, (int)Math.Round(image.Height * scale)));
        var rgba = new byte[width * height * 4];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                Average(image, (x * image.Width / width, (x + 1) * image.Width / width), (y * image.Height / height, (y + 1) * image.Height / height), rgba.AsSpan(((y * width) + x) * 4, 4));
            }
        }

        var pinned = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            using var pixmap = new SKPixmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), pinned.AddrOfPinnedObject());
            using var data = pixmap.Encode(SKEncodedImageFormat.Jpeg, Quality) ?? throw new LabException("SkiaSharp cannot encode a JPEG: see what doctor says of it.");
            return new ReportPicture(data.ToArray(), "image/jpeg", width, height);
        }
        finally
        {
            pinned.Free();
        }
    }

    private static void Average(RgbImage image, (int From, int To) columns, (int From, int To) rows, Span<byte> pixel)
    {
        int red = 0, green = 0, blue = 0, count = 0;
        for (var y = rows.From; y < Math.Max(rows.To, rows.From + 1); y++)
        {
            ReadOnlySpan<byte> row = image.Row(y);
            for (var x = columns.From; x < Math.Max(columns.To, columns.From + 1); x++)
            {
                (red, green, blue, count) = (red + row[3 * x], green + row[(3 * x) + 1], blue + row[(3 * x) + 2], count + 1);
            }
        }

        (pixel[0], pixel[1], pixel[2], pixel[3]) = ((byte)(red / count), (byte)(green / count), (byte)(blue / count), 255);
    }
}
