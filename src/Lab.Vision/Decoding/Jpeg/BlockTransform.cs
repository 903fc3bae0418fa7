using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lab.Vision;

/// <summary>
/// From coefficients to pixels: the inverse cosine transform of Loeffler, Ligtenberg and Moschytz (1989) in fixed point, columns first, with the constants and roundings of libjpeg's
/// accurate one, so that the bytes are the same. At a half, a quarter and an eighth each pixel is the mean of the 2 x 2, 4 x 4 or 8 x 8 that it stands for.
/// </summary>
internal static unsafe class BlockTransform
{
    private const int Bits = 13;
    private const int Kept = 2;

    // Sums of the second pass have 10 bits of pixels, and so many above; libjpeg lets them wrap there.
    private const int Spare = 7;

    // Samples are stored around 0.
    private const int Middle = 128;

    /// <summary>Writes a block of which only the first coefficient is not 0: <paramref name="size"/> x <paramref name="size"/> pixels, 1, 2, 4 or 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Flat(int first, byte* pixels, nint stride, int size)
    {
        var value = Clamp(((first + 4) << (Spare + Bits + Kept - 3)) >> (Spare + Bits + Kept));
        switch (size)
        {
            case 8:
                var eight = value * 0x0101010101010101UL;
                for (var row = 0; row < 8; row++)
                {
                    *(ulong*)(pixels + (row * stride)) = eight;
                }

                break;
            case 4:
                var four = value * 0x01010101U;
                for (var row = 0; row < 4; row++)
                {
                    *(uint*)(pixels + (row * stride)) = four;
                }

                break;
            case 2:
                *(ushort*)pixels = *(ushort*)(pixels + stride) = (ushort)(value * 0x0101);
                break;
            default:
                *pixels = value;
                break;
        }
    }

    /// <summary>Writes 8 x 8 pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Eight(int* block, byte* pixels, nint stride)
    {
        var rows = new Rows8(block);
        rows.Transform(1 << (Bits - Kept - 1), 0, Bits - Kept);
        rows.Transpose();
        rows.Transform(1 << (Bits + Kept + 2), Spare - 3, Bits + Kept + Spare);
        rows.StoreColumns(pixels, stride);
    }

    /// <summary>Writes 4 x 4 pixels, the means of 2 x 2 each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four(int* block, byte* pixels, nint stride)
    {
        var (a, b, c, d) = FourOf(
            Row(block, 0), Row(block, 1), Row(block, 2), Row(block, 3), Row(block, 5), Row(block, 6), Row(block, 7), Vector256.Create(1 << (Bits - Kept)), 0, Bits - Kept + 1);

        // Now along the rows, of which the fifth column takes no part; half of each register is idle.
        var (low0, low1, low2, low3) = Transpose(a.GetLower(), b.GetLower(), c.GetLower(), d.GetLower());
        var (_, high1, high2, high3) = Transpose(a.GetUpper(), b.GetUpper(), c.GetUpper(), d.GetUpper());
        var (p, q, r, s) = FourOf(
            Wide(low0), Wide(low1), Wide(low2), Wide(low3), Wide(high1), Wide(high2), Wide(high3), Vector256.Create(1 << (Bits + Kept + 3)), Spare - 4, Bits + Kept + Spare);
        (low0, low1, low2, low3) = Transpose(p.GetLower(), q.GetLower(), r.GetLower(), s.GetLower());
        var bytes = Bytes(low0, low1, low2, low3).AsUInt32();
        *(uint*)pixels = bytes[0];
        *(uint*)(pixels + stride) = bytes[1];
        *(uint*)(pixels + (2 * stride)) = bytes[2];
        *(uint*)(pixels + (3 * stride)) = bytes[3];
    }

    /// <summary>Writes 2 x 2 pixels, the means of 4 x 4 each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Two(int* block, byte* pixels, nint stride)
    {
        const int Down = Bits - Kept + 2;
        var even = (Row(block, 0) << (Bits + 2)) + Vector256.Create(1 << (Down - 1));
        var odd = (Row(block, 1) * 29692) - (Row(block, 3) * 10426) + (Row(block, 5) * 6967) - (Row(block, 7) * 5906);
        var top = (even + odd) >> Down;
        var bottom = (even - odd) >> Down;
        var weights = Vector256.Create(0, 29692, 0, -10426, 0, 6967, 0, -5906);
        const int Rounding = 1 << (Bits + Kept + 4);
        var (start, odds) = ((top[0] << (Bits + 2)) + Rounding, Vector256.Sum(top * weights));
        pixels[0] = ClampSum(start + odds);
        pixels[1] = ClampSum(start - odds);
        (start, odds) = ((bottom[0] << (Bits + 2)) + Rounding, Vector256.Sum(bottom * weights));
        pixels[stride] = ClampSum(start + odds);
        pixels[stride + 1] = ClampSum(start - odds);
    }

    private static byte Clamp(int value) => (byte)Math.Clamp(value + Middle, 0, 255);

    private static byte ClampSum(int value) => Clamp((value << (Spare - 5)) >> (Bits + Kept + Spare));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Wide(Vector128<int> half) => half.ToVector256Unsafe();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Row(int* block, int row) => Vector256.Load(block + (row * 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int> A, Vector256<int> B, Vector256<int> C, Vector256<int> D) FourOf(
        Vector256<int> x0, Vector256<int> x1, Vector256<int> x2, Vector256<int> x3, Vector256<int> x5, Vector256<int> x6, Vector256<int> x7, Vector256<int> rounding, int up, int down)
    {
        var start = (x0 << (Bits + 1)) + rounding;
        var middle = (x2 * 15137) - (x6 * 6270);
        var (outer, inner) = (start + middle, start - middle);
        var near = (x1 * 8697) - (x3 * 17799) + (x5 * 11893) - (x7 * 1730);
        var far = (x1 * 20995) + (x3 * 7373) - (x5 * 4926) - (x7 * 4176);
        return (((outer + far) << up) >> down, ((inner + near) << up) >> down, ((inner - near) << up) >> down, ((outer - far) << up) >> down);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<int> A, Vector128<int> B, Vector128<int> C, Vector128<int> D) Transpose(Vector128<int> a, Vector128<int> b, Vector128<int> c, Vector128<int> d)
    {
        if (Sse2.IsSupported)
        {
            var (ab, cd) = (Sse2.UnpackLow(a, b).AsInt64(), Sse2.UnpackLow(c, d).AsInt64());
            var (ab2, cd2) = (Sse2.UnpackHigh(a, b).AsInt64(), Sse2.UnpackHigh(c, d).AsInt64());
            return (Sse2.UnpackLow(ab, cd).AsInt32(), Sse2.UnpackHigh(ab, cd).AsInt32(), Sse2.UnpackLow(ab2, cd2).AsInt32(), Sse2.UnpackHigh(ab2, cd2).AsInt32());
        }

        return (Vector128.Create(a[0], b[0], c[0], d[0]), Vector128.Create(a[1], b[1], c[1], d[1]), Vector128.Create(a[2], b[2], c[2], d[2]), Vector128.Create(a[3], b[3], c[3], d[3]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Bytes(Vector128<int> a, Vector128<int> b, Vector128<int> c, Vector128<int> d)
    {
        var middle = Vector128.Create((short)Middle);
        return Sse2.IsSupported
            ? Sse2.PackUnsignedSaturate(Vector128.Narrow(a, b) + middle, Vector128.Narrow(c, d) + middle)
            : Vector128.Narrow(ToByte(Vector128.Narrow(a, b) + middle), ToByte(Vector128.Narrow(c, d) + middle));

        static Vector128<ushort> ToByte(Vector128<short> numbers) => Vector128.Clamp(numbers, Vector128<short>.Zero, Vector128.Create((short)255)).AsUInt16();
    }

    /// <summary>Eight rows of eight numbers.</summary>
    private struct Rows8
    {
        private Vector256<int> _0, _1, _2, _3, _4, _5, _6, _7;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Rows8(int* block)
        {
            (_0, _1, _2, _3) = (Row(block, 0), Row(block, 1), Row(block, 2), Row(block, 3));
            (_4, _5, _6, _7) = (Row(block, 4), Row(block, 5), Row(block, 6), Row(block, 7));
        }

        /// <summary>The transform down the columns; the sums are rounded and shifted down.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Transform(int rounding, int up, int down)
        {
            var turn = (_2 + _6) * 4433;
            var (second, third) = (turn - (_6 * 15137), turn + (_2 * 6270));
            var (sum, difference) = (((_0 + _4) << Bits) + Vector256.Create(rounding), ((_0 - _4) << Bits) + Vector256.Create(rounding));
            var (e0, e3, e1, e2) = (sum + third, sum - third, difference + second, difference - second);

            var (a, b, c, d) = (_7 + _1, _5 + _3, _7 + _3, _5 + _1);
            var all = (c + d) * 9633;
            (a, b, c, d) = (a * -7373, b * -20995, (c * -16069) + all, (d * -3196) + all);
            var o0 = (_7 * 2446) + a + c;
            var o1 = (_5 * 16819) + b + d;
            var o2 = (_3 * 25172) + b + c;
            var o3 = (_1 * 12299) + a + d;

            (_0, _7) = (((e0 + o3) << up) >> down, ((e0 - o3) << up) >> down);
            (_1, _6) = (((e1 + o2) << up) >> down, ((e1 - o2) << up) >> down);
            (_2, _5) = (((e2 + o1) << up) >> down, ((e2 - o1) << up) >> down);
            (_3, _4) = (((e3 + o0) << up) >> down, ((e3 - o0) << up) >> down);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Transpose()
        {
            if (!Avx2.IsSupported)
            {
                TransposeInMemory();
                return;
            }

            var (a, b, c, d) = (Avx2.UnpackLow(_0, _1).AsInt64(), Avx2.UnpackHigh(_0, _1).AsInt64(), Avx2.UnpackLow(_2, _3).AsInt64(), Avx2.UnpackHigh(_2, _3).AsInt64());
            var (e, f, g, h) = (Avx2.UnpackLow(_4, _5).AsInt64(), Avx2.UnpackHigh(_4, _5).AsInt64(), Avx2.UnpackLow(_6, _7).AsInt64(), Avx2.UnpackHigh(_6, _7).AsInt64());
            var (a0, a1, a2, a3) = (Avx2.UnpackLow(a, c).AsInt32(), Avx2.UnpackHigh(a, c).AsInt32(), Avx2.UnpackLow(b, d).AsInt32(), Avx2.UnpackHigh(b, d).AsInt32());
            var (e0, e1, e2, e3) = (Avx2.UnpackLow(e, g).AsInt32(), Avx2.UnpackHigh(e, g).AsInt32(), Avx2.UnpackLow(f, h).AsInt32(), Avx2.UnpackHigh(f, h).AsInt32());
            (_0, _1, _2, _3) = (Avx2.Permute2x128(a0, e0, 0x20), Avx2.Permute2x128(a1, e1, 0x20), Avx2.Permute2x128(a2, e2, 0x20), Avx2.Permute2x128(a3, e3, 0x20));
            (_4, _5, _6, _7) = (Avx2.Permute2x128(a0, e0, 0x31), Avx2.Permute2x128(a1, e1, 0x31), Avx2.Permute2x128(a2, e2, 0x31), Avx2.Permute2x128(a3, e3, 0x31));
        }

        /// <summary>Each of these rows becomes a column of bytes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void StoreColumns(byte* pixels, nint stride)
        {
            if (!Avx2.IsSupported)
            {
                var turned = this;
                turned.TransposeInMemory();
                turned.StoreRows(pixels, stride);
                return;
            }

            // Bytes of a lane: column after column with four rows each; then row after row.
            var order = Vector256.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
            var middle = Vector256.Create((short)Middle);
            var left = Avx2.Shuffle(Avx2.PackUnsignedSaturate(Avx2.PackSignedSaturate(_0, _1) + middle, Avx2.PackSignedSaturate(_2, _3) + middle), order).AsInt32();
            var right = Avx2.Shuffle(Avx2.PackUnsignedSaturate(Avx2.PackSignedSaturate(_4, _5) + middle, Avx2.PackSignedSaturate(_6, _7) + middle), order).AsInt32();
            var (even, odd) = (Avx2.UnpackLow(left, right).AsInt64(), Avx2.UnpackHigh(left, right).AsInt64());
            *(long*)pixels = even[0];
            *(long*)(pixels + stride) = even[1];
            *(long*)(pixels + (2 * stride)) = odd[0];
            *(long*)(pixels + (3 * stride)) = odd[1];
            *(long*)(pixels + (4 * stride)) = even[2];
            *(long*)(pixels + (5 * stride)) = even[3];
            *(long*)(pixels + (6 * stride)) = odd[2];
            *(long*)(pixels + (7 * stride)) = odd[3];
        }

        private readonly void StoreRows(byte* pixels, nint stride)
        {
            StoreRow(_0, pixels);
            StoreRow(_1, pixels + stride);
            StoreRow(_2, pixels + (2 * stride));
            StoreRow(_3, pixels + (3 * stride));
            StoreRow(_4, pixels + (4 * stride));
            StoreRow(_5, pixels + (5 * stride));
            StoreRow(_6, pixels + (6 * stride));
            StoreRow(_7, pixels + (7 * stride));
        }

        private static void StoreRow(Vector256<int> row, byte* pixels)
        {
            for (var i = 0; i < 8; i++)
            {
                pixels[i] = Clamp(row[i]);
            }
        }

        private void TransposeInMemory()
        {
            var rows = stackalloc int[64];
            Store(rows);
            for (var row = 0; row < 8; row++)
            {
                for (var column = 0; column < row; column++)
                {
                    (rows[(row * 8) + column], rows[(column * 8) + row]) = (rows[(column * 8) + row], rows[(row * 8) + column]);
                }
            }

            this = new Rows8(rows);
        }

        private readonly void Store(int* rows)
        {
            _0.Store(rows);
            _1.Store(rows + 8);
            _2.Store(rows + 16);
            _3.Store(rows + 24);
            _4.Store(rows + 32);
            _5.Store(rows + 40);
            _6.Store(rows + 48);
            _7.Store(rows + 56);
        }
    }
}
