namespace Lab.Vision;

/// <summary>The two passes of the resize in plain code, exact on every processor.</summary>
internal static class ResampleScalar
{
    private const int Half = 1 << (ResampleWeights.PrecisionBits - 1);

    /// <summary>Resizes one row of RGB pixels.</summary>
    public static void Row(ReadOnlySpan<byte> source, Span<byte> target, ResampleWeights weights)
    {
        for (var x = 0; x < weights.First.Length; x++)
        {
            var values = weights.Values.AsSpan(x * weights.Taps, weights.Count[x]);
            var pixels = source.Slice(weights.First[x] * RgbImage.Channels, values.Length * RgbImage.Channels);
            int red = Half, green = Half, blue = Half;
            for (var tap = 0; tap < values.Length; tap++)
            {
                red += pixels[tap * RgbImage.Channels] * values[tap];
                green += pixels[(tap * RgbImage.Channels) + 1] * values[tap];
                blue += pixels[(tap * RgbImage.Channels) + 2] * values[tap];
            }

            target[x * RgbImage.Channels] = Round(red);
            target[(x * RgbImage.Channels) + 1] = Round(green);
            target[(x * RgbImage.Channels) + 2] = Round(blue);
        }
    }

    /// <summary>Sums the weighted rows that make row <paramref name="y"/>, from byte <paramref name="start"/> on.</summary>
    public static void Column(ReadOnlySpan<byte> source, int stride, Span<byte> target, int start, ResampleWeights weights, int y)
    {
        var values = weights.Values.AsSpan(y * weights.Taps, weights.Count[y]);
        for (var x = start; x < stride; x++)
        {
            var sum = Half;
            for (var tap = 0; tap < values.Length; tap++)
            {
                sum += source[(tap * stride) + x] * values[tap];
            }

            target[x] = Round(sum);
        }
    }

    private static byte Round(int sum) => (byte)Math.Clamp(sum >> ResampleWeights.PrecisionBits, 0, 255);
}
