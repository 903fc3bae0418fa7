namespace Lab.Vision;

/// <summary>Tables made from the histogram of each channel, with the arithmetic of torchvision's functions on uint8 tensors.</summary>
internal static class Histograms
{
    /// <summary>Spreads each channel's values so that all are about equally common: torchvision's <c>equalize</c>.</summary>
    public static void Equalize(Span<byte> pixels)
    {
        Span<int> counts = stackalloc int[RgbImage.Channels * ByteTable.Size];
        Span<byte> tables = stackalloc byte[RgbImage.Channels * ByteTable.Size];
        ByteTable.Count(pixels, counts);
        for (var channel = 0; channel < RgbImage.Channels; channel++)
        {
            EqualizingTable(counts.Slice(channel * ByteTable.Size, ByteTable.Size), tables.Slice(channel * ByteTable.Size, ByteTable.Size));
        }

        ByteTable.ApplyByChannel(pixels, tables);
    }

    /// <summary>Stretches each channel's values to 0 to 255: torchvision's <c>autocontrast</c>, in its single precision.</summary>
    public static void StretchContrast(Span<byte> pixels)
    {
        Span<int> counts = stackalloc int[RgbImage.Channels * ByteTable.Size];
        Span<byte> tables = stackalloc byte[RgbImage.Channels * ByteTable.Size];
        ByteTable.Count(pixels, counts);
        for (var channel = 0; channel < RgbImage.Channels; channel++)
        {
            var own = counts.Slice(channel * ByteTable.Size, ByteTable.Size);
            var (low, high) = (own.IndexOfAnyExcept(0), own.LastIndexOfAnyExcept(0));
            var scale = 255f / (high - low);
            for (var value = 0; value < ByteTable.Size; value++)
            {
                tables[(channel * ByteTable.Size) + value] = low == high ? (byte)value : (byte)Math.Clamp((value - low) * scale, 0, 255);
            }
        }

        ByteTable.ApplyByChannel(pixels, tables);
    }

    private static void EqualizingTable(ReadOnlySpan<int> counts, Span<byte> table)
    {
        var last = counts.LastIndexOfAnyExcept(0);
        var others = 0;
        for (var value = 0; value < last; value++)
        {
            others += counts[value];
        }

        // A channel of (almost) one value stays as it is.
        var step = others / 255;
        var sum = 0L;
        for (var value = 0; value < ByteTable.Size; value++)
        {
            table[value] = step == 0 ? (byte)value : (byte)Math.Min((sum + (step / 2)) / step, 255);
            sum += counts[value];
        }
    }
}
