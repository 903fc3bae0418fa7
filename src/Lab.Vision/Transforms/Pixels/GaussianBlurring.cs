using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lab.Vision;

/// <summary>
/// Gaussian blur with torchvision's kernel and reflected border, in whole numbers: weights of 14 bits behind the point, 8 bits kept between the two passes. Differs from torchvision's
/// single precision by at most 1.
/// </summary>
internal static class GaussianBlurring
{
    private const int WeightBits = 14;
    private const int KeptBits = 8;

    public static void Apply(RgbImage image, int size, double deviation)
    {
        var weights = Weights(size, deviation);
        var radius = size / 2;
        var stride = image.Width * RgbImage.Channels;
        var border = radius * RgbImage.Channels;
        var blurred = ArrayPool<ushort>.Shared.Rent(image.Height * stride);
        var padded = ArrayPool<ushort>.Shared.Rent(stride + (2 * border));
        var sums = ArrayPool<int>.Shared.Rent(stride);
        try
        {
            for (var y = 0; y < image.Height; y++)
            {
                Pad(image.Row(y), padded.AsSpan(0, stride + (2 * border)), image.Width, radius);
                var sum = sums.AsSpan(0, stride);
                sum.Fill(1 << (WeightBits - KeptBits - 1));
                for (var tap = 0; tap < size; tap++)
                {
                    Add(padded.AsSpan(tap * RgbImage.Channels, stride), weights[tap], sum);
                }

                Narrow(sum, blurred.AsSpan(y * stride, stride));
            }

            for (var y = 0; y < image.Height; y++)
            {
                var sum = sums.AsSpan(0, stride);
                sum.Fill(1 << (WeightBits + KeptBits - 1));
                for (var tap = 0; tap < size; tap++)
                {
                    Add(blurred.AsSpan(Reflect(y + tap - radius, image.Height) * stride, stride), weights[tap], sum);
                }

                var row = image.Row(y);
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = (byte)(sum[i] >> (WeightBits + KeptBits));
                }
            }
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(blurred);
            ArrayPool<ushort>.Shared.Return(padded);
            ArrayPool<int>.Shared.Return(sums);
        }
    }

    /// <summary>The pixel within the image that stands for one beyond it, mirrored at the middle of the outermost pixel, as often as it takes.</summary>
    internal static int Reflect(int index, int length)
    {
        if (length == 1)
        {
            return 0;
        }

        var period = 2 * (length - 1);
        var within = ((index % period) + period) % period;
        return within < length ? within : period - within;
    }

    // exp(-x^2 / 2 s^2), normalised; what rounding leaves over goes to the middle, so that a flat area keeps its value.
    private static int[] Weights(int size, double deviation)
    {
        var values = new double[size];
        for (var i = 0; i < size; i++)
        {
            var distance = (i - (size / 2)) / deviation;
            values[i] = Math.Exp(-0.5 * distance * distance);
        }

        var sum = values.Sum();
        int[] weights = [.. values.Select(value => (int)Math.Round(value / sum * (1 << WeightBits)))];
        weights[size / 2] += (1 << WeightBits) - weights.Sum();
        return weights;
    }

    private static void Pad(ReadOnlySpan<byte> row, Span<ushort> padded, int width, int radius)
    {
        for (var i = 0; i < row.Length; i++)
        {
            padded[(radius * RgbImage.Channels) + i] = row[i];
        }

        for (var x = 0; x < radius; x++)
        {
            Copy(row, Reflect(x - radius, width), padded, x);
            Copy(row, Reflect(width + x, width), padded, radius + width + x);
        }
    }

    private static void Copy(ReadOnlySpan<byte> row, int from, Span<ushort> padded, int to)
    {
        for (var channel = 0; channel < RgbImage.Channels; channel++)
        {
            padded[(to * RgbImage.Channels) + channel] = row[(from * RgbImage.Channels) + channel];
        }
    }

    // sums += weight * values
    private static void Add(ReadOnlySpan<ushort> values, int weight, Span<int> sums)
    {
        var whole = Vector128.IsHardwareAccelerated ? sums.Length / Vector128<ushort>.Count * Vector128<ushort>.Count : 0;
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(sums);
        for (nuint i = 0; i < (nuint)whole; i += (nuint)Vector128<ushort>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, i));
            (Vector128.LoadUnsafe(ref to, i) + (low.AsInt32() * weight)).StoreUnsafe(ref to, i);
            (Vector128.LoadUnsafe(ref to, i + 4) + (high.AsInt32() * weight)).StoreUnsafe(ref to, i + 4);
        }

        for (var i = whole; i < sums.Length; i++)
        {
            sums[i] += values[i] * weight;
        }
    }

    private static void Narrow(ReadOnlySpan<int> sums, Span<ushort> values)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            values[i] = (ushort)(sums[i] >> (WeightBits - KeptBits));
        }
    }
}
