namespace Lab.Vision;

/// <summary>The two passes of the resize in plain code, exact on every processor.</summary>
internal static class ResampleScalar
{
    private const int Half = 1 << (ResampleWeights.PrecisionBits - 1);

    /// <summary>Makes pixels of one row: as many as <paramref name="target"/> takes, of the samples <paramref name="sample"/>, <paramref name="sample"/> + <paramref name="step"/> and so on.</summary>
    public static void Row(ReadOnlySpan<byte> source, Span<byte> target, ResampleWeights weights, int sample, int step)
    {
        for (var to = 0; to < target.Length; to += RgbImage.Channels, sample += step)
        {
            var values = weights.ValuesOf(sample);
            var pixels = source.Slice(weights.First[sample] * RgbImage.Channels, values.Length * RgbImage.Channels);
            int red = Half, green = Half, blue = Half;
            for (var tap = 0; tap < values.Length; tap++)
            {
                red += pixels[tap * RgbImage.Channels] * values[tap];
                green += pixels[(tap * RgbImage.Channels) + 1] * values[tap];
                blue += pixels[(tap * RgbImage.Channels) + 2] * values[tap];
            }

            (target[to], target[to + 1], target[to + 2]) = (Round(red), Round(green), Round(blue));
        }
    }

    /// <summary>Sums the weighted rows that make a sample, from byte <paramref name="start"/> of the target on.</summary>
    public static void Column(ReadOnlySpan<byte> source, int stride, Span<byte> target, int start, ResampleWeights weights, int sample)
    {
        var values = weights.ValuesOf(sample);
        for (var x = start; x < target.Length; x++)
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
