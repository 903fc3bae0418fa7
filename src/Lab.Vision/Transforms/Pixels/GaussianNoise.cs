namespace Lab.Vision;

/// <summary>Normally distributed noise from a key, in whole numbers.</summary>
internal static class GaussianNoise
{
    // 2^16 equally likely numbers with 11 bits behind the point: of standard deviation 1, up to 4.3 away from 0.
    private const int QuantileBits = 11;
    private const int DeviationBits = 8;

    private static readonly short[] Quantiles = MakeQuantiles();

    /// <summary>Adds an own number to every byte; <paramref name="deviation"/> is a share of 255.</summary>
    public static void Add(Span<byte> pixels, double deviation, RandomKey key)
    {
        var scale = (int)Math.Round(deviation * 255 * (1 << DeviationBits));
        var random = key.CreateRandom();
        for (var i = 0; i < pixels.Length; i += 4)
        {
            var bits = random.NextUInt64();
            var end = Math.Min(i + 4, pixels.Length);
            for (var at = i; at < end; at++, bits >>= 16)
            {
                var noise = ((Quantiles[(ushort)bits] * scale) + (1 << (QuantileBits + DeviationBits - 1))) >> (QuantileBits + DeviationBits);
                pixels[at] = (byte)Math.Clamp(pixels[at] + noise, 0, 255);
            }
        }
    }

    private static short[] MakeQuantiles()
    {
        var quantiles = new short[1 << 16];
        for (var i = 0; i < quantiles.Length / 2; i++)
        {
            var value = (short)Math.Round(-Quantile((i + 0.5) / quantiles.Length) * (1 << QuantileBits));
            quantiles[i] = (short)-value;
            quantiles[^(i + 1)] = value;
        }

        return quantiles;
    }

    // The lower half of the normal distribution's quantiles, by Newton's method on the series of its distribution function, which is exact to double precision for |x| below 5.
    private static double Quantile(double probability)
    {
        var x = -Math.Sqrt(-2 * Math.Log(probability)) * 0.8;
        for (var i = 0; i < 60; i++)
        {
            var density = Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);
            var step = (0.5 + Area(x, density) - probability) / density;
            x -= Math.Clamp(step, -0.5, 0.5);
            if (Math.Abs(step) < 1e-9)
            {
                break;
            }
        }

        return x;
    }

    // density * (x + x^3 / 3 + x^5 / (3 * 5) + ...), the area from 0 to x (Marsaglia 2004, "Evaluating the normal distribution").
    private static double Area(double x, double density)
    {
        var (term, sum) = (x, x);
        for (var i = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum); i += 2)
        {
            term *= x * x / i;
            sum += term;
        }

        return density * sum;
    }
}
