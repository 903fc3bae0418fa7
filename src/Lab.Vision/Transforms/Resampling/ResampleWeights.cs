using System.Collections.Concurrent;

namespace Lab.Vision;

/// <summary>
/// For one axis: which source pixels make each target pixel, and their weights in fixed point, as Pillow's resize has them: support
/// scaled by the reduction factor, weights normalised in double precision, rounded to 22 bits behind the point.
/// </summary>
internal sealed class ResampleWeights
{
    /// <summary>Bits behind the point: 32, less 8 for the pixel and 2 for the overshoot of kernels with negative lobes.</summary>
    public const int PrecisionBits = 32 - 8 - 2;

    // Data sets hold few sizes; the bound is for those that do not.
    private const int CacheLimit = 256;

    private static readonly ConcurrentDictionary<(int Source, int Target, ResampleFilter Filter), ResampleWeights> Cache = new();

    private ResampleWeights(int source, int target, ResampleFilter filter)
    {
        var scale = (double)source / target;
        var spread = Math.Max(1, scale);
        var support = filter.Support() * spread;

        // A multiple of four taps, the rest zero: the vector loops take four pixels at a time.
        Taps = ((((int)Math.Ceiling(support) * 2) + 1) + 3) & ~3;
        First = new int[target];
        Count = new int[target];
        Values = new int[target * Taps];
        var weights = new double[Taps];
        for (var i = 0; i < target; i++)
        {
            var center = (i + 0.5) * scale;
            var first = Math.Max(0, (int)(center - support + 0.5));
            var count = Math.Min(source, (int)(center + support + 0.5)) - first;
            var sum = 0.0;
            for (var tap = 0; tap < count; tap++)
            {
                sum += weights[tap] = filter.Weight((tap + first - center + 0.5) * (1 / spread));
            }

            for (var tap = 0; tap < count; tap++)
            {
                var exact = (sum == 0 ? weights[tap] : weights[tap] / sum) * (1 << PrecisionBits);
                Values[(i * Taps) + tap] = (int)(exact < 0 ? exact - 0.5 : exact + 0.5);
            }

            (First[i], Count[i]) = (first, count);
        }

        Split = ResampleWeightHalves.Of(Values);
    }

    /// <summary>Weights stored per target pixel, a multiple of four.</summary>
    public int Taps { get; }

    /// <summary>The first source pixel of each target pixel.</summary>
    public int[] First { get; }

    /// <summary>How many source pixels each target pixel has.</summary>
    public int[] Count { get; }

    /// <summary>The weights, <see cref="Taps"/> per target pixel, zero behind <see cref="Count"/>.</summary>
    public int[] Values { get; }

    /// <summary>The same weights in two 16-bit halves.</summary>
    public ResampleWeightHalves Split { get; }

    public static ResampleWeights Get(int source, int target, ResampleFilter filter)
    {
        if (Cache.TryGetValue((source, target, filter), out var weights))
        {
            return weights;
        }

        if (Cache.Count >= CacheLimit)
        {
            Cache.Clear();
        }

        return Cache.GetOrAdd((source, target, filter), key => new ResampleWeights(key.Source, key.Target, key.Filter));
    }
}
