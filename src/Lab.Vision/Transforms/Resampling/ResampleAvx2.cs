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

    /// <summary>As <see cref="Row"/>, for four rows at once, which share the loading of weights.</summary>
    /// <remarks>Each target row must be writable for a byte behind its last pixel.</remarks>
    public static void FourRows(byte[] source, int from, int sourceStride, byte[] target, int to, int targetStride, int count, ResampleWeights weights, int sample, int step)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to + (3 * targetStride) + (count * RgbImage.Channels) + 1, target.Length);
        ref var row0 = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(source), from);
        ref var row1 = ref Unsafe.Add(ref row0, sourceStride);
        ref var row2 = ref Unsafe.Add(ref row1, sourceStride);
        ref var row3 = ref Unsafe.Add(ref row2, sourceStride);
        ref var result = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(target), to);
        ref var high = ref MemoryMarshal.GetArrayDataReference(weights.Halves.High);
        ref var low = ref MemoryMarshal.GetArrayDataReference(weights.Halves.Low);
        ref var firsts = ref MemoryMarshal.GetArrayDataReference(weights.First);
        ref var counts = ref MemoryMarshal.GetArrayDataReference(weights.Count);
        var order = Pairs;
        var words = weights.Taps / 2;
        var half = Vector256.Create(Half);
        for (var x = 0; x < count; x++, sample += step)
        {
            Vector256<int> high0 = default, low0 = default, high1 = default, low1 = default, high2 = default, low2 = default, high3 = default, low3 = default;
            var last = (sample * words) + ((Unsafe.Add(ref counts, sample) + 3) / 4 * 2);
            var at = (nuint)(Unsafe.Add(ref firsts, sample) * RgbImage.Channels);
            for (var word = sample * words; word < last; word += 2)
            {
                var upper = Spread(ref high, word);
                var lower = Spread(ref low, word);
                Add(ref row0, at, order, upper, lower, ref high0, ref low0);
                Add(ref row1, at, order, upper, lower, ref high1, ref low1);
                Add(ref row2, at, order, upper, lower, ref high2, ref low2);
                Add(ref row3, at, order, upper, lower, ref high3, ref low3);
                at += 4 * RgbImage.Channels;
            }

            // Each vector holds two sums of a row, of the first and the last two of every four taps.
            var first = Fold((high0 << ResampleWeightHalves.LowBits) + low0, (high1 << ResampleWeightHalves.LowBits) + low1, half);
            var second = Fold((high2 << ResampleWeightHalves.LowBits) + low2, (high3 << ResampleWeightHalves.LowBits) + low3, half);
            var bytes = Sse2.PackUnsignedSaturate(
                Sse2.PackSignedSaturate(first.GetLower(), first.GetUpper()), Sse2.PackSignedSaturate(second.GetLower(), second.GetUpper())).AsUInt32();
            ref var pixel = ref Unsafe.Add(ref result, x * RgbImage.Channels);
            Unsafe.WriteUnaligned(ref pixel, bytes.GetElement(0));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref pixel, targetStride), bytes.GetElement(1));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref pixel, 2 * targetStride), bytes.GetElement(2));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref pixel, 3 * targetStride), bytes.GetElement(3));
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
    private static void Add(ref byte row, nuint at, Vector128<byte> order, Vector256<short> upper, Vector256<short> lower, ref Vector256<int> high, ref Vector256<int> low)
    {
        var four = Avx2.ConvertToVector256Int16(Ssse3.Shuffle(Vector128.LoadUnsafe(ref row, at), order));
        high += Avx2.MultiplyAddAdjacent(four, upper);
        low += Avx2.MultiplyAddAdjacent(four, lower);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Fold(Vector256<int> a, Vector256<int> b, Vector256<int> half) =>
        (Avx2.Permute2x128(a, b, 0x20) + Avx2.Permute2x128(a, b, 0x31) + half) >> ResampleWeights.PrecisionBits;

    // The word in the lower half of the register, the next one in the upper.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Spread(ref int words, int word) => Avx2.PermuteVar8x32(
        Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(ref Unsafe.As<int, byte>(ref Unsafe.Add(ref words, word)))).AsInt32().ToVector256Unsafe(),
        Vector256.Create(0, 0, 0, 0, 1, 1, 1, 1)).AsInt16();

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
