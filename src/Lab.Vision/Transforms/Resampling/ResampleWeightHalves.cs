namespace Lab.Vision;

/// <summary>
/// Weights as pairs of neighbours in 16-bit halves, weight = high * 2^11 + low, packed so that one 32-bit word holds the halves of two
/// taps. Processors multiply and add 16-bit pairs in one instruction; with both halves the sum is the exact 32-bit one.
/// </summary>
internal readonly record struct ResampleWeightHalves(int[] High, int[] Low)
{
    /// <summary>Bits of the lower half: 11 keep it below 2^15, and the upper half of any weight below 2^26 too.</summary>
    public const int LowBits = 11;

    public static ResampleWeightHalves Of(int[] weights)
    {
        var high = new int[weights.Length / 2];
        var low = new int[weights.Length / 2];
        for (var pair = 0; pair < high.Length; pair++)
        {
            var (even, odd) = (weights[2 * pair], weights[(2 * pair) + 1]);
            high[pair] = Pack(even >> LowBits, odd >> LowBits);
            low[pair] = Pack(even & ((1 << LowBits) - 1), odd & ((1 << LowBits) - 1));
        }

        return new ResampleWeightHalves(high, low);
    }

    private static int Pack(int even, int odd) => (even & 0xFFFF) | (odd << 16);
}
