using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lab.Vision;

/// <summary>The two passes of the resize with 256-bit vectors; every sum is the exact one of <see cref="ResampleScalar"/>.</summary>
/// <remarks>Source arrays must be readable for <see cref="RgbImage.Slack"/> bytes behind their last pixel; what lies there meets zero weights.</remarks>
internal static class ResampleAvx2
{
    private const int Half = 1 << (ResampleWeights.PrecisionBits - 1);

    /// <summary>Bytes that <see cref="Column"/> makes at a time.</summary>
    private const int Step = 16;

    // Four RGB pixels as r0 r1 g0 g1 b0 b1 - - and r2 r3 g2 g3 b2 b3 - -: neighbours side by side, to be multiplied in pairs.
    private static readonly Vector128<byte> Pairs = Vector128.Create((byte)0, 3, 1, 4, 2, 5, 255, 255, 6, 9, 7, 10, 8, 11, 255, 255);

    /// <summary>Makes <paramref name="count"/> pixels of one row, four taps at a time, of the samples <paramref name="sample"/>, <paramref name="sample"/> + <paramref name="step"/> and so on.</summary>
    public static void Row(byte[] source, int from, byte[] target, int to, int count, ResampleWeights weights, int sample, int step)
    {
        ref var pixels = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(source), from);
        ref var high = ref MemoryMarshal.GetArrayDataReference(weights.Halves.High);
        ref var low = ref MemoryMarshal.GetArrayDataReference(weights.Halves.Low);
        var order = Pairs;
        var words = weights.Taps / 2;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to + (count * RgbImage.Channels), target.Length);
        for (var end = to + (count * RgbImage.Channels); to < end; to += RgbImage.Channels, sample += step)
        {
            var sumHigh = Vector256<int>.Zero;
            var sumLow = Vector256<int>.Zero;
            var last = (sample * words) + ((weights.Count[sample] + 3) / 4 * 2);
            var at = (nuint)(weights.First[sample] * RgbImage.Channels);
            for (var word = sample * words; word < last; word += 2)
            {
                var four = Avx2.ConvertToVector256Int16(Ssse3.Shuffle(Vector128.LoadUnsafe(ref pixels, at), order));
                sumHigh += Avx2.MultiplyAddAdjacent(four, PairOfWords(ref high, word));
                sumLow += Avx2.MultiplyAddAdjacent(four, PairOfWords(ref low, word));
                at += 4 * RgbImage.Channels;
            }

            var sum = (sumHigh << ResampleWeightHalves.LowBits) + sumLow;
            var rounded = (sum.GetLower() + sum.GetUpper() + Vector128.Create(Half)) >> ResampleWeights.PrecisionBits;
            var bytes = Sse2.PackUnsignedSaturate(Sse2.PackSignedSaturate(rounded, rounded), Vector128<short>.Zero).AsUInt32().ToScalar();
            target[to] = (byte)bytes;
            target[to + 1] = (byte)(bytes >> 8);
            target[to + 2] = (byte)(bytes >> 16);
        }
    }

    /// <summary>Sums the weighted rows that make a sample, sixteen bytes at a time, and says how many of the <paramref name="length"/> bytes that made.</summary>
    public static int Column(byte[] source, int from, int stride, byte[] target, int to, int length, ResampleWeights weights, int sample)
    {
        var whole = length / Step * Step;
        var count = weights.Count[sample];
        var first = sample * weights.Taps / 2;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + ((count - 1) * stride) + length, source.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to + whole, target.Length);
        ref var rows = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(source), from);
        ref var row = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(target), to);
        for (var x = 0; x < whole; x += Step)
        {
            Vector256<int> highA = default, lowA = default, highB = default, lowB = default;
            for (var tap = 0; tap < count; tap += 2)
            {
                // The weight behind an odd last tap is zero; its row is read again so that nothing outside is.
                var odd = tap + 1 < count ? tap + 1 : tap;
                var a = Vector128.LoadUnsafe(ref rows, (nuint)((tap * stride) + x));
                var b = Vector128.LoadUnsafe(ref rows, (nuint)((odd * stride) + x));
                var pairsA = Avx2.ConvertToVector256Int16(Sse2.UnpackLow(a, b));
                var pairsB = Avx2.ConvertToVector256Int16(Sse2.UnpackHigh(a, b));
                var high = Vector256.Create(weights.Halves.High[first + (tap / 2)]).AsInt16();
                var low = Vector256.Create(weights.Halves.Low[first + (tap / 2)]).AsInt16();
                highA += Avx2.MultiplyAddAdjacent(pairsA, high);
                lowA += Avx2.MultiplyAddAdjacent(pairsA, low);
                highB += Avx2.MultiplyAddAdjacent(pairsB, high);
                lowB += Avx2.MultiplyAddAdjacent(pairsB, low);
            }

            Pack(Round(highA, lowA), Round(highB, lowB)).StoreUnsafe(ref row, (nuint)x);
        }

        return whole;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> PairOfWords(ref int words, int word) => Vector256.Create(
        Vector128.Create(Unsafe.Add(ref words, word)),
        Vector128.Create(Unsafe.Add(ref words, word + 1))).AsInt16();

    private static Vector256<int> Round(Vector256<int> high, Vector256<int> low) =>
        ((high << ResampleWeightHalves.LowBits) + low + Vector256.Create(Half)) >> ResampleWeights.PrecisionBits;

    private static Vector128<byte> Pack(Vector256<int> a, Vector256<int> b)
    {
        var first = Sse2.PackSignedSaturate(a.GetLower(), a.GetUpper());
        var second = Sse2.PackSignedSaturate(b.GetLower(), b.GetUpper());
        return Sse2.PackUnsignedSaturate(first, second);
    }
}
