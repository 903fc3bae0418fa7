namespace Lab;

/// <summary>The keys of a data set's random numbers, from the seed.</summary>
internal static class DatasetKeys
{
    public static RandomKey OfOrder(RandomKey seed, int epoch) => seed.Derive("order").Derive(epoch);

    /// <summary>The key from which those of an epoch's samples are derived, by their index.</summary>
    public static RandomKey OfSamples(RandomKey seed, int epoch) => seed.Derive("sample").Derive(epoch);

    public static RandomKey OfSample(RandomKey seed, int epoch, int index) => OfSamples(seed, epoch).Derive(index);
}
