using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lab.Vision;

/// <summary>
/// Takes the pixels of one row from where a map says. Positions are doubles, rounded down to 1/2048 pixel; sums are whole numbers (bicubic: single precision in a fixed order), so bytes are the
/// same on every processor.
/// </summary>
internal static class WarpSampler
{
    private const int Bits = 11;
    private const int One = 1 << Bits;

    /// <param name="source">The image.</param>
    /// <param name="window">The pixels that may be looked at; beyond them the outermost are repeated.</param>
    /// <param name="map">Where the row's pixels come from.</param>
    /// <param name="filter">How they are made.</param>
    /// <param name="target">The row, with <see cref="RgbImage.Slack"/> bytes behind it.</param>
    /// <param name="first">The first column to make.</param>
    /// <param name="end">The column before which to end.</param>
    public static void Row(RgbImage source, (int Left, int Top, int Right, int Bottom) window, in WarpRow map, WarpFilter filter, byte[] target, int first, int end)
    {
        switch (filter)
        {
            case WarpFilter.Bilinear:
                for (var column = first; column < end; column++)
                {
                    var (x, y) = map.At(column);
                    Bilinear(source, window, (int)Math.Floor((x - 0.5) * One), (int)Math.Floor((y - 0.5) * One), target, column * RgbImage.Channels);
                }

                break;
            case WarpFilter.Bicubic:
                for (var column = first; column < end; column++)
                {
                    var (x, y) = map.At(column);
                    Bicubic(source, window, (int)Math.Floor((x - 0.5) * One), (int)Math.Floor((y - 0.5) * One), target, column * RgbImage.Channels);
                }

                break;
            default:
                for (var column = first; column < end; column++)
                {
                    var (x, y) = map.At(column);
                    Nearest(source, window, (int)Math.Floor(x), (int)Math.Floor(y), target, column * RgbImage.Channels);
                }

                break;
        }
    }

    private static void Nearest(RgbImage source, (int Left, int Top, int Right, int Bottom) window, int x, int y, byte[] target, int to)
    {
        var from = At(source, Math.Clamp(x, window.Left, window.Right - 1), Math.Clamp(y, window.Top, window.Bottom - 1));
        source.Buffer.AsSpan(from, RgbImage.Channels).CopyTo(target.AsSpan(to));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Bilinear(RgbImage source, (int Left, int Top, int Right, int Bottom) window, int x, int y, byte[] target, int to)
    {
        var (left, right) = (Math.Clamp(x >> Bits, window.Left, window.Right - 1), Math.Clamp((x >> Bits) + 1, window.Left, window.Right - 1));
        var (top, bottom) = (Math.Clamp(y >> Bits, window.Top, window.Bottom - 1), Math.Clamp((y >> Bits) + 1, window.Top, window.Bottom - 1));
        var (across, down) = (x & (One - 1), y & (One - 1));
        ref var pixels = ref MemoryMarshal.GetArrayDataReference(source.Buffer);
        var sum = (Pixel(ref pixels, At(source, left, top)) * ((One - across) * (One - down)))
            + (Pixel(ref pixels, At(source, right, top)) * (across * (One - down)))
            + (Pixel(ref pixels, At(source, left, bottom)) * ((One - across) * down))
            + (Pixel(ref pixels, At(source, right, bottom)) * (across * down));
        sum = (sum + Vector128.Create(1 << ((2 * Bits) - 1))) >> (2 * Bits);
        (target[to], target[to + 1], target[to + 2]) = ((byte)sum[0], (byte)sum[1], (byte)sum[2]);
    }

    private static void Bicubic(RgbImage source, (int Left, int Top, int Right, int Bottom) window, int x, int y, byte[] target, int to)
    {
        var across = Cubic((x & (One - 1)) / (float)One);
        var down = Cubic((y & (One - 1)) / (float)One);
        ref var pixels = ref MemoryMarshal.GetArrayDataReference(source.Buffer);
        var sum = Vector128<float>.Zero;
        for (var j = 0; j < 4; j++)
        {
            var row = Math.Clamp((y >> Bits) + j - 1, window.Top, window.Bottom - 1);
            var part = Vector128<float>.Zero;
            for (var i = 0; i < 4; i++)
            {
                var column = Math.Clamp((x >> Bits) + i - 1, window.Left, window.Right - 1);
                part += Vector128.ConvertToSingle(Pixel(ref pixels, At(source, column, row))) * across[i];
            }

            sum += part * down[j];
        }

        for (var channel = 0; channel < RgbImage.Channels; channel++)
        {
            target[to + channel] = (byte)Math.Clamp(sum[channel] + 0.5f, 0, 255);
        }
    }

    // Pillow's cubic through the two middle pixels, with the slopes of a = -1.
    private static Vector128<float> Cubic(float d) => Vector128.Create(
        d * (-1 + (d * (2 - d))),
        1 + (d * d * (d - 2)),
        d * (1 + (d * (1 - d))),
        d * d * (d - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int At(RgbImage source, int x, int y) => ((y * source.Width) + x) * RgbImage.Channels;

    // Red, green, blue and whatever follows: behind the last pixel are the slack's bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Pixel(ref byte pixels, int at)
    {
        var four = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixels, at));
        return Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(four).AsByte())).AsInt32();
    }
}
