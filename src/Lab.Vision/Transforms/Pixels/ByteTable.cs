namespace Lab.Vision;

/// <summary>Replaces every byte by the one that a table of 256 gives for it.</summary>
internal static class ByteTable
{
    public const int Size = 256;

    /// <summary>The same table for all channels.</summary>
    public static void Apply(Span<byte> pixels, ReadOnlySpan<byte> table)
    {
        table = table[..Size];
        foreach (ref var pixel in pixels)
        {
            pixel = table[pixel];
        }
    }

    /// <summary>A table for red, one for green and one for blue, 768 bytes in all.</summary>
    public static void ApplyByChannel(Span<byte> pixels, ReadOnlySpan<byte> tables)
    {
        var red = tables[..Size];
        var green = tables.Slice(Size, Size);
        var blue = tables.Slice(2 * Size, Size);
        for (var i = 0; i + 2 < pixels.Length; i += RgbImage.Channels)
        {
            pixels[i] = red[pixels[i]];
            pixels[i + 1] = green[pixels[i + 1]];
            pixels[i + 2] = blue[pixels[i + 2]];
        }
    }

    /// <summary>How often each value occurs, for red, green and blue, 768 counts in all.</summary>
    public static void Count(ReadOnlySpan<byte> pixels, Span<int> counts)
    {
        counts.Clear();
        var red = counts[..Size];
        var green = counts.Slice(Size, Size);
        var blue = counts.Slice(2 * Size, Size);
        for (var i = 0; i + 2 < pixels.Length; i += RgbImage.Channels)
        {
            red[pixels[i]]++;
            green[pixels[i + 1]]++;
            blue[pixels[i + 2]]++;
        }
    }
}
