using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lab.Vision;

/// <summary>Normalises planes of bytes on the CPU in one pass. Torch takes three, each over four times the memory.</summary>
internal static class PlanarKernel
{
    // Below it, starting other threads costs more than it saves.
    private const int LeastParallel = 1 << 22;

    /// <summary>(byte - mean) * scale, in this order and in float32, so that the bits are those of torch's two operations.</summary>
    /// <param name="bytes">Planes of one size, channel after channel.</param>
    /// <param name="floats">As many numbers.</param>
    /// <param name="mean">What is taken off, per channel.</param>
    /// <param name="scale">What is multiplied by, per channel.</param>
    /// <param name="plane">Bytes of a plane.</param>
    public static unsafe void Run(ReadOnlySpan<byte> bytes, Span<float> floats, float[] mean, float[] scale, int plane)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(floats.Length, bytes.Length);
        var planes = bytes.Length / plane;
        if (bytes.Length < LeastParallel)
        {
            for (var i = 0; i < planes; i++)
            {
                Normalize(bytes.Slice(i * plane, plane), floats.Slice(i * plane, plane), mean[i % mean.Length], scale[i % scale.Length]);
            }

            return;
        }

        fixed (byte* from = bytes)
        {
            fixed (float* to = floats)
            {
                var (source, target) = ((IntPtr)from, (IntPtr)to);
                Parallel.For(0, planes, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, torch.get_num_threads()) }, i => Normalize(
                    new ReadOnlySpan<byte>((byte*)source + ((long)i * plane), plane), new Span<float>((float*)target + ((long)i * plane), plane), mean[i % mean.Length], scale[i % scale.Length]));
            }
        }
    }

    private static void Normalize(ReadOnlySpan<byte> bytes, Span<float> floats, float mean, float scale)
    {
        ref var from = ref MemoryMarshal.GetReference(bytes);
        ref var to = ref MemoryMarshal.GetReference(floats);
        var (means, scales) = (Vector256.Create(mean), Vector256.Create(scale));
        var at = 0;
        for (; at <= bytes.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.WidenLower(Vector128.LoadUnsafe(ref from, (nuint)at).ToVector256Unsafe()));
            Store(low, ref Unsafe.Add(ref to, at), means, scales);
            Store(high, ref Unsafe.Add(ref to, at + Vector256<float>.Count), means, scales);
        }

        for (; at < bytes.Length; at++)
        {
            floats[at] = (bytes[at] - mean) * scale;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<uint> numbers, ref float to, Vector256<float> means, Vector256<float> scales) =>
        ((Vector256.ConvertToSingle(numbers.AsInt32()) - means) * scales).StoreUnsafe(ref to);
}
