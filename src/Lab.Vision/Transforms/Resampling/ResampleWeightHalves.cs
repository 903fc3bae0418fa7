namespace Lab.Vision;

/// <summary>
/// Weights as pairs of neighbours in 16-bit halves, weight = high * 2^11 + low, packed so that one 32-bit word holds the halves of two
/// taps. Processors multiply and add 16-bit pairs in one instruction; with both halves the sum is the exact 32-bit one.
/// </summary>
internal struct ResampleWeightHalves
{
    /// <summary>Bits of the lower half: 11 keep it below 2^15, and the upper half of any weight below 2^26 too.</summary>
    public const int LowBits = 11;

    /// <summary>The upper halves, two in each word.</summary>
    public int[] High { get; private set; }

    /// <summary>The lower halves, two in each word.</summary>
    public int[] Low { get; private set; }

    /// <summary>Takes over <paramref name="weights"/>, an even number of them, into the memory of earlier ones where it is large enough.</summary>
    public void Set(ReadOnlySpan<int> weights)
    {
        if (High is null || High.Length < weights.Length / 2)
        {
            (High, Low) = (new int[weights.Length / 2], new int[weights.Length / 2]);
        }

        for (var pair = 0; pair < weights.Length / 2; pair++)
        {
            var (even, odd) = (weights[2 * pair], weights[(2 * pair) + 1]);
            High[pair] = Pack(even >> LowBits, odd >> LowBits);
            Low[pair] = Pack(even & ((1 << LowBits) - 1), odd & ((1 << LowBits) - 1));
        }
    }

    private static int Pack(int even, int odd) => (even & 0xFFFF) | (odd << 16);
}
