using System.Numerics;

namespace Lab.Profiling;

/// <summary>Durations in buckets whose width is a 32nd of a power of two: any number of them in fixed memory, and a percentile that is at most some 3 % too high.</summary>
internal sealed class DurationHistogram
{
    private const int Bits = 5;
    private const int Fraction = 1 << Bits;

    private readonly long[] _buckets = new long[(64 - Bits + 1) * Fraction];

    public long Count { get; private set; }

    public long Total { get; private set; }

    /// <summary>Adds a duration in any unit, not negative.</summary>
    public void Add(long ticks)
    {
        _buckets[BucketOf(ticks)]++;
        Count++;
        Total += ticks;
    }

    /// <summary>The duration that a share of all does not exceed, at the upper border of its bucket; 0 if there is none.</summary>
    public long Percentile(double share)
    {
        var wanted = (long)Math.Ceiling(share * Count);
        var seen = 0L;
        for (var bucket = 0; bucket < _buckets.Length && Count > 0; bucket++)
        {
            seen += _buckets[bucket];
            if (seen >= wanted)
            {
                return LargestOf(bucket);
            }
        }

        return 0;
    }

    // Values below 32 have a bucket each; above, the leading bits say which power of two and which 32nd of it.
    private static int BucketOf(long ticks)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)ticks) - Bits);
        return (shift * Fraction) + (int)(ticks >> shift);
    }

    private static long LargestOf(int bucket)
    {
        var shift = Math.Max(0, (bucket / Fraction) - 1);
        return ((bucket - (shift * Fraction) + 1L) << shift) - 1;
    }
}
