using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lab.Vision;

/// <summary>Moves pixels between interleaved rows and one plane per channel.</summary>
internal static class RgbPlanes
{
    // Sixteen pixels fill three registers. For each channel and register: which byte goes where; the rest becomes zero.
    private static readonly Vector128<byte>[] Orders =
    [
        Order(0, 0), Order(0, 1), Order(0, 2),
        Order(1, 0), Order(1, 1), Order(1, 2),
        Order(2, 0), Order(2, 1), Order(2, 2),
    ];

    /// <summary>Writes the red bytes at the start, the green ones a plane behind, and the blue ones another.</summary>
    /// <param name="interleaved">Whole pixels.</param>
    /// <param name="planes">The first place to write; must reach to the last blue byte.</param>
    /// <param name="plane">Bytes from one channel to the next.</param>
    /// <exception cref="ArgumentException">The pixels are not whole, or the planes too short.</exception>
    public static void Split(ReadOnlySpan<byte> interleaved, Span<byte> planes, int plane)
    {
        var count = interleaved.Length / RgbImage.Channels;
        if (plane < count || planes.Length < ((RgbImage.Channels - 1) * plane) + count || count * RgbImage.Channels != interleaved.Length)
        {
            throw new ArgumentException($"{interleaved.Length} bytes of pixels do not fit into {planes.Length} bytes of planes that are {plane} apart.", nameof(planes));
        }

        var done = Vector128.IsHardwareAccelerated ? SplitVectors(interleaved, planes, count, plane) : 0;
        for (var i = done; i < count; i++)
        {
            for (var channel = 0; channel < RgbImage.Channels; channel++)
            {
                planes[(channel * plane) + i] = interleaved[(i * RgbImage.Channels) + channel];
            }
        }
    }

    private static int SplitVectors(ReadOnlySpan<byte> interleaved, Span<byte> planes, int count, int plane)
    {
        var whole = count / Vector128<byte>.Count * Vector128<byte>.Count;
        ref var from = ref MemoryMarshal.GetReference(interleaved);
        ref var to = ref MemoryMarshal.GetReference(planes);
        for (var channel = 0; channel < RgbImage.Channels; channel++)
        {
            var (first, second, third) = (Orders[channel * 3], Orders[(channel * 3) + 1], Orders[(channel * 3) + 2]);
            ref var start = ref Unsafe.Add(ref to, channel * plane);
            for (var i = 0; i < whole; i += Vector128<byte>.Count)
            {
                var at = (nuint)(i * RgbImage.Channels);
                (Vector128.Shuffle(Vector128.LoadUnsafe(ref from, at), first)
                    | Vector128.Shuffle(Vector128.LoadUnsafe(ref from, at + 16), second)
                    | Vector128.Shuffle(Vector128.LoadUnsafe(ref from, at + 32), third)).StoreUnsafe(ref start, (nuint)i);
            }
        }

        return whole;
    }

    private static Vector128<byte> Order(int channel, int register)
    {
        Span<byte> order = stackalloc byte[Vector128<byte>.Count];
        for (var pixel = 0; pixel < order.Length; pixel++)
        {
            var at = (pixel * RgbImage.Channels) + channel - (register * order.Length);
            order[pixel] = at >= 0 && at < order.Length ? (byte)at : byte.MaxValue;
        }

        return Vector128.Create<byte>(order);
    }
}
