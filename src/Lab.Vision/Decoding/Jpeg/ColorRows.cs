using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lab.Vision;

/// <summary>
/// From rows of YCbCr to rows of RGB (JFIF 1.02), with the fixed-point numbers of libjpeg and its triangle filter for colours that are stored at half the width or height, so that
/// the bytes are the same.
/// </summary>
/// <remarks>All rows must be readable and writable for a register (<see cref="Overrun"/> bytes) behind their end.</remarks>
internal static unsafe class ColorRows
{
    /// <summary>How far behind their end rows are read and written.</summary>
    public const int Overrun = 64;

    private const int Half = 1 << 15;
    private const int RedOfRed = 26345;       // 1.402 - 1
    private const int BlueOfBlue = -14942;    // 1.772 - 2
    private const int GreenOfBlue = -22554;   // -0.34414
    private const int GreenOfRed = 18734;     // -0.71414 + 1

    /// <summary>Weighs two rows 3 to 1 for what lies between them.</summary>
    /// <param name="near">The row that counts three times.</param>
    /// <param name="far">The other one.</param>
    /// <param name="sums">Sums from index 1 on, with the first and last ones repeated before and behind.</param>
    /// <param name="count">Numbers in a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Blend(byte* near, byte* far, ushort* sums, int count)
    {
        for (var i = 0; i < count; i += Vector256<ushort>.Count)
        {
            var (one, other) = (Vector256.WidenLower(Vector128.Load(near + i).ToVector256Unsafe()), Vector256.WidenLower(Vector128.Load(far + i).ToVector256Unsafe()));
            ((one * 3) + other).Store(sums + 1 + i);
        }

        (sums[0], sums[count + 1]) = (sums[1], sums[count]);
    }

    /// <summary>A row alone, as <see cref="Blend"/> leaves it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(byte* row, ushort* sums, int count)
    {
        for (var i = 0; i < count; i += Vector256<ushort>.Count)
        {
            Vector256.WidenLower(Vector128.Load(row + i).ToVector256Unsafe()).Store(sums + 1 + i);
        }

        (sums[0], sums[count + 1]) = (sums[1], sums[count]);
    }

    /// <summary>Twice as many numbers: each one three to one with its neighbours, or twice itself.</summary>
    /// <param name="sums">What <see cref="Blend"/> or <see cref="Widen"/> left.</param>
    /// <param name="row">Twice <paramref name="count"/> bytes.</param>
    /// <param name="count">Numbers.</param>
    /// <param name="isBlend">Whether the sums count four times.</param>
    /// <param name="isSmooth">Whether neighbours take part.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Double(ushort* sums, byte* row, int count, bool isBlend, bool isSmooth)
    {
        var neighbour = isSmooth ? 1 : 0;
        var (down, first, second) = isBlend ? (4, Vector256.Create((ushort)8), Vector256.Create((ushort)7)) : (2, Vector256.Create((ushort)1), Vector256.Create((ushort)2));
        for (var i = 0; i < count; i += Vector256<ushort>.Count)
        {
            var three = Vector256.Load(sums + 1 + i) * 3;
            var even = (three + Vector256.Load(sums + 1 + i - neighbour) + first) >>> down;
            var odd = (three + Vector256.Load(sums + 1 + i + neighbour) + second) >>> down;
            (even | (odd << 8)).Store((ushort*)row + i);
        }
    }

    /// <summary>Writes a row of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert(byte* luma, byte* blue, byte* red, byte* rgb, int count)
    {
        if (!Avx2.IsSupported)
        {
            for (var i = 0; i < count; i++)
            {
                Convert(luma[i], blue[i] - 128, red[i] - 128, rgb + (3 * i));
            }

            return;
        }

        var green = Vector256.Create(GreenOfBlue & 0xFFFF | GreenOfRed << 16).AsInt16();
        var middle = Vector256.Create((short)128);
        var one = Vector256.Create((short)1);

        // Bytes of a lane: 8 of red, 8 of green, and 8 of blue in another register.
        var front = Vector256.Create(Vector128.Create((byte)0, 8, 255, 1, 9, 255, 2, 10, 255, 3, 11, 255, 4, 12, 255, 5));
        var frontBlue = Vector256.Create(Vector128.Create((byte)255, 255, 0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255));
        var back = Vector256.Create(Vector128.Create((byte)13, 255, 6, 14, 255, 7, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255));
        var backBlue = Vector256.Create(Vector128.Create((byte)255, 5, 255, 255, 6, 255, 255, 7, 255, 255, 255, 255, 255, 255, 255, 255));
        for (var i = 0; i < count; i += 16, rgb += 48)
        {
            var y = Avx2.ConvertToVector256Int16(luma + i);
            var b = Avx2.ConvertToVector256Int16(blue + i) - middle;
            var r = Avx2.ConvertToVector256Int16(red + i) - middle;
            var reds = y + r + ((Avx2.MultiplyHigh(r + r, Vector256.Create((short)RedOfRed)) + one) >> 1);
            var blues = y + b + b + ((Avx2.MultiplyHigh(b + b, Vector256.Create((short)BlueOfBlue)) + one) >> 1);
            var low = (Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(b, r), green) + Vector256.Create(Half)) >> 16;
            var high = (Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(b, r), green) + Vector256.Create(Half)) >> 16;
            var greens = y - r + Avx2.PackSignedSaturate(low, high);
            var redGreen = Avx2.PackUnsignedSaturate(reds, greens);
            var blueBytes = Avx2.PackUnsignedSaturate(blues, blues);
            var start = Avx2.Shuffle(redGreen, front) | Avx2.Shuffle(blueBytes, frontBlue);
            var end = Avx2.Shuffle(redGreen, back) | Avx2.Shuffle(blueBytes, backBlue);
            start.GetLower().Store(rgb);
            end.GetLower().Store(rgb + 16);
            start.GetUpper().Store(rgb + 24);
            end.GetUpper().Store(rgb + 40);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Convert(int y, int b, int r, byte* rgb)
    {
        rgb[0] = (byte)Math.Clamp(y + r + (((RedOfRed * r) + Half) >> 16), 0, 255);
        rgb[1] = (byte)Math.Clamp(y - r + (((GreenOfBlue * b) + (GreenOfRed * r) + Half) >> 16), 0, 255);
        rgb[2] = (byte)Math.Clamp(y + b + b + (((BlueOfBlue * b) + Half) >> 16), 0, 255);
    }
}
