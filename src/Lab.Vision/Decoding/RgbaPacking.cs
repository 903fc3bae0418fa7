using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lab.Vision;

/// <summary>Moves pixels between RGB and RGBA.</summary>
internal static class RgbaPacking
{
    /// <summary>Puts an opaque fourth byte behind every pixel.</summary>
    public static void AddAlpha(ReadOnlySpan<byte> rgb, Span<byte> rgba)
    {
        for (int from = 0, to = 0; from + 2 < rgb.Length; from += RgbImage.Channels, to += 4)
        {
            (rgba[to], rgba[to + 1], rgba[to + 2], rgba[to + 3]) = (rgb[from], rgb[from + 1], rgb[from + 2], byte.MaxValue);
        }
    }

    /// <summary>Drops every fourth byte. Both must be readable and writable for a register (16 bytes) behind their last pixel.</summary>
    public static void DropAlpha(ReadOnlySpan<byte> rgba, Span<byte> rgb, int pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rgba.Length, (pixels * 4) + 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(rgb.Length, (pixels * 3) + 16);
        ref var from = ref MemoryMarshal.GetReference(rgba);
        ref var to = ref MemoryMarshal.GetReference(rgb);
        var order = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);
        for (var i = 0; i < pixels; i += 4)
        {
            var four = Vector128.LoadUnsafe(ref from, (nuint)i * 4);
            Vector128.Shuffle(four, order).StoreUnsafe(ref to, (nuint)i * 3);
        }
    }
}
