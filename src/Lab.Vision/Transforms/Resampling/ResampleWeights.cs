namespace Lab.Vision;

/// <summary>
/// For one axis: which source pixels make each sample, and their weights in fixed point, as Pillow's resize has them: support scaled by the reduction factor, weights normalised in
/// double precision, rounded to 22 bits behind the point.
/// </summary>
/// <remarks>Belongs to the thread that asked for it, which uses its memory again after some other ones: random crops need new weights for every image.</remarks>
internal sealed class ResampleWeights
{
    /// <summary>Bits behind the point: 32, less 8 for the pixel and 2 for the overshoot of kernels with negative lobes.</summary>
    public const int PrecisionBits = 32 - 8 - 2;

    // Data sets hold few sizes, and one image needs two at a time.
    private const int KeptPerThread = 8;

    [ThreadStatic]
    private static ResampleWeights[]? kept;

    private (ResampleBox Box, int Samples, ResampleFilter Filter) _key;
    private ResampleWeightHalves _halves;
    private int[] _values = [];

    /// <summary>Weights stored per sample, a multiple of four.</summary>
    public int Taps { get; private set; }

    /// <summary>The first source pixel of each sample, counted from the box's.</summary>
    public int[] First { get; private set; } = [];

    /// <summary>How many source pixels each sample has.</summary>
    public int[] Count { get; private set; } = [];

    /// <summary>All weights in two 16-bit halves, <see cref="Taps"/> per sample, zero behind <see cref="Count"/>.</summary>
    public ref readonly ResampleWeightHalves Halves => ref _halves;

    /// <summary>The weights for <paramref name="samples"/> samples of a box, valid until the thread has asked for some others.</summary>
    public static ResampleWeights Get(in ResampleBox box, int samples, ResampleFilter filter)
    {
        // Counted from the box's first pixel, so that windows of one size at different places share theirs.
        var key = (box with { Low = 0, High = box.High - box.Low }, samples, filter);
        var all = kept ??= [.. Enumerable.Range(0, KeptPerThread).Select(_ => new ResampleWeights())];
        var at = 0;
        while (at < KeptPerThread - 1 && all[at]._key != key)
        {
            at++;
        }

        // The one used last comes first; the one that was not used for longest makes room.
        var found = all[at];
        Array.Copy(all, 0, all, 1, at);
        all[0] = found;
        if (found._key != key)
        {
            found.Fill(key.Item1, samples, filter);
            found._key = key;
        }

        return found;
    }

    /// <summary>The weights of one sample.</summary>
    public ReadOnlySpan<int> ValuesOf(int sample) => _values.AsSpan(sample * Taps, Count[sample]);

    private void Fill(in ResampleBox box, int samples, ResampleFilter filter)
    {
        var scale = box.Length / samples;
        var spread = Math.Max(1, scale);
        var support = filter.Support() * spread;

        // A multiple of four taps, the rest zero: the vector loops take four pixels at a time.
        Taps = ((((int)Math.Ceiling(support) * 2) + 1) + 3) & ~3;
        if (First.Length < samples)
        {
            (First, Count) = (new int[samples], new int[samples]);
        }

        if (_values.Length < samples * Taps)
        {
            _values = new int[samples * Taps];
        }

        var values = _values.AsSpan(0, samples * Taps);
        values.Clear();
        var weights = Taps <= 256 ? stackalloc double[Taps] : new double[Taps];
        for (var i = 0; i < samples; i++)
        {
            var center = box.Start + ((i + 0.5) * scale);
            var first = Math.Max(0, (int)(center - support + 0.5));
            var count = Math.Min(box.High, (int)(center + support + 0.5)) - first;
            var sum = 0.0;
            for (var tap = 0; tap < count; tap++)
            {
                sum += weights[tap] = filter.Weight((tap + first - center + 0.5) * (1 / spread));
            }

            for (var tap = 0; tap < count; tap++)
            {
                var exact = (sum == 0 ? weights[tap] : weights[tap] / sum) * (1 << PrecisionBits);
                values[(i * Taps) + (box.Mirrored ? count - 1 - tap : tap)] = (int)(exact < 0 ? exact - 0.5 : exact + 0.5);
            }

            (First[i], Count[i]) = (box.Mirrored ? box.High - first - count : first, count);
        }

        _halves.Set(values);
    }
}
