namespace Lab;

/// <summary>
/// Random numbers of one <see cref="RandomKey"/>: number i is a pure function of (key, i). The generator is Philox4x32-10
/// (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"), whose published test vectors it reproduces.
/// </summary>
/// <remarks>A mutable struct: pass it by reference, or derive a key per use.</remarks>
public struct KeyedRandom
{
    private readonly RandomKey _key;
    private ulong _block;
    private ulong _second;
    private bool _hasSecond;

    /// <summary>Starts the stream of <paramref name="key"/>.</summary>
    public KeyedRandom(RandomKey key) => _key = key;

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        if (_hasSecond)
        {
            _hasSecond = false;
            return _second;
        }

        var (a, b, c, d) = Philox((uint)_block, (uint)(_block >> 32), 0, 0, (uint)_key.Value, (uint)(_key.Value >> 32));
        _block++;
        _second = c | ((ulong)d << 32);
        _hasSecond = true;
        return a | ((ulong)b << 32);
    }

    /// <summary>A number in [0, 1), one of 2^53 evenly spaced ones.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>A whole number in [0, <paramref name="exclusive"/>), without bias (Lemire 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusive"/> is not positive.</exception>
    public long NextInt64(long exclusive)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusive);
        var range = (ulong)exclusive;
        var high = Math.BigMul(NextUInt64(), range, out var low);
        if (low < range)
        {
            var threshold = unchecked(0 - range) % range;
            while (low < threshold)
            {
                high = Math.BigMul(NextUInt64(), range, out low);
            }
        }

        return (long)high;
    }

    /// <summary>A whole number in [<paramref name="low"/>, <paramref name="exclusive"/>), without bias.</summary>
    public int NextInt32(int low, int exclusive) => low + (int)NextInt64((long)exclusive - low);

    /// <summary>True with the given probability.</summary>
    public bool NextBoolean(double probability = 0.5) => NextDouble() < probability;

    /// <summary>A normally distributed number (Box and Muller 1958), mean 0, standard deviation 1.</summary>
    public double NextGaussian()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>A number in [0, 1] of the beta distribution: the share of the first of two gamma-distributed amounts.</summary>
    /// <param name="alpha">The first shape, above 0.</param>
    /// <param name="beta">The second shape, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A shape is not a finite number above 0.</exception>
    public double NextBeta(double alpha, double beta) => 1 / (1 + Math.Exp(-(NextLogGamma(alpha) - NextLogGamma(beta))));

    /// <summary>Shares that sum to 1, of the symmetric Dirichlet distribution.</summary>
    /// <param name="shares">Where they are written; at least one.</param>
    /// <param name="alpha">The shape, above 0: 1 makes every division equally likely, less makes one share dominate.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape is not a finite number above 0.</exception>
    public void NextDirichlet(Span<double> shares, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfZero(shares.Length);
        var largest = double.NegativeInfinity;
        foreach (ref var share in shares)
        {
            share = NextLogGamma(alpha);
            largest = Math.Max(largest, share);
        }

        var sum = 0.0;
        foreach (ref var share in shares)
        {
            sum += share = Math.Exp(share - largest);
        }

        foreach (ref var share in shares)
        {
            share /= sum;
        }
    }

    /// <summary>Puts the items into a random order, each order equally likely (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = (int)NextInt64(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    // The logarithm of a gamma-distributed number (Marsaglia and Tsang 2000, "A simple method for generating gamma variables"). As a logarithm, because numbers of a small shape are
    // less than the least double more often than not, and their shares are wanted all the same.
    private double NextLogGamma(double shape)
    {
        if (!(shape > 0) || !double.IsFinite(shape))
        {
            throw new ArgumentOutOfRangeException(nameof(shape), shape, "The shape of a gamma distribution is a finite number above 0.");
        }

        // Below 1 the method needs a shape of one more, and a power of a uniform number to come back.
        var boost = shape < 1 ? Math.Log(1 - NextDouble()) / shape : 0;
        var d = (shape < 1 ? shape + 1 : shape) - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = NextGaussian();
            var v = 1 + (c * x);
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            if (Math.Log(1 - NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return Math.Log(d * v) + boost;
            }
        }
    }

    internal static (uint A, uint B, uint C, uint D) Philox(uint a, uint b, uint c, uint d, uint key0, uint key1)
    {
        for (var round = 0; round < 10; round++)
        {
            var product0 = 0xD2511F53UL * a;
            var product1 = 0xCD9E8D57UL * c;
            (a, b, c, d) = ((uint)(product1 >> 32) ^ b ^ key0, (uint)product1, (uint)(product0 >> 32) ^ d ^ key1, (uint)product0);
            key0 += 0x9E3779B9;
            key1 += 0xBB67AE85;
        }

        return (a, b, c, d);
    }
}
