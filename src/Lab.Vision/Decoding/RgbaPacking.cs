using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lab.Vision;

/// <summary>Drops every fourth byte of RGBA pixels.</summary>
internal static class RgbaPacking
{
    /// <summary>Both arrays must be readable and writable for a register (16 bytes) behind their last pixel.</summary>
    public static void DropAlpha(byte[] rgba, byte[] rgb, int pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rgba.Length, (pixels * 4) + 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(rgb.Length, (pixels * 3) + 16);
        ref var from = ref MemoryMarshal.GetArrayDataReference(rgba);
        ref var to = ref MemoryMarshal.GetArrayDataReference(rgb);
        var order = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);
        for (var i = 0; i < pixels; i += 4)
        {
            var four = Vector128.LoadUnsafe(ref from, (nuint)i * 4);
            Vector128.Shuffle(four, order).StoreUnsafe(ref to, (nuint)i * 3);
        }
    }
}
