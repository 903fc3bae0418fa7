using SkiaSharp;

namespace Lab.Vision.Fuzz;

/// <summary>The sound files that are damaged.</summary>
internal static class Originals
{
    private const int Largest = 400_000;

    /// <summary>The files below <paramref name="folders"/> of at most 400 kB, in ordinal order of their paths, and some drawn ones.</summary>
    public static List<byte[]> From(IEnumerable<string> folders) =>
    [
        .. folders
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            .Where(file => new FileInfo(file).Length is > 0 and <= Largest)
            .Select(File.ReadAllBytes),
        .. Drawn(),
    ];

    /// <summary>A picture with and without alpha in every format that SkiaSharp writes, and a bitmap.</summary>
    public static IEnumerable<byte[]> Drawn()
    {
        foreach (var alpha in (SKAlphaType[])[SKAlphaType.Opaque, SKAlphaType.Unpremul])
        {
            using var picture = Draw(alpha);
            yield return Encode(picture, SKEncodedImageFormat.Jpeg, 90);
            yield return Encode(picture, SKEncodedImageFormat.Jpeg, 10);
            yield return Encode(picture, SKEncodedImageFormat.Png, 100);
            yield return Encode(picture, SKEncodedImageFormat.Webp, 80);
            yield return Encode(picture, SKEncodedImageFormat.Webp, 100);
        }

        yield return Bitmap(17, 9);
    }

    private static SKBitmap Draw(SKAlphaType alpha)
    {
        var picture = new SKBitmap(83, 57, SKColorType.Rgba8888, alpha);
        var pixels = picture.GetPixelSpan();
        var random = RandomKey.FromSeed(0).Derive("picture").CreateRandom();
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (i & 3) == 3 ? alpha == SKAlphaType.Opaque ? byte.MaxValue : (byte)(i / 5) : (byte)((i / 9) + random.NextInt32(0, 40));
        }

        return picture;
    }

    private static byte[] Encode(SKBitmap picture, SKEncodedImageFormat format, int quality)
    {
        using var data = picture.Encode(format, quality);
        return data.ToArray();
    }

    // A header of 54 bytes and rows, padded to 4 bytes each, from the bottom up.
    private static byte[] Bitmap(int width, int height)
    {
        var row = ((width * 3) + 3) / 4 * 4;
        var file = new byte[54 + (row * height)];
        file[0] = (byte)'B';
        file[1] = (byte)'M';
        BitConverter.TryWriteBytes(file.AsSpan(2), file.Length);
        BitConverter.TryWriteBytes(file.AsSpan(10), 54);
        BitConverter.TryWriteBytes(file.AsSpan(14), 40);
        BitConverter.TryWriteBytes(file.AsSpan(18), width);
        BitConverter.TryWriteBytes(file.AsSpan(22), height);
        file[26] = 1;
        file[28] = 24;
        for (var i = 54; i < file.Length; i++)
        {
            file[i] = (byte)(i * 7);
        }

        return file;
    }
}
