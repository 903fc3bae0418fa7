using System.Globalization;

namespace Lab.Vision.Fuzz;

/// <summary>What a run of the fuzzer saw.</summary>
internal sealed class FuzzReport
{
    private readonly SortedDictionary<string, long> _outcomes = new(StringComparer.Ordinal);

    /// <summary>Damaged files so far.</summary>
    public long Iterations { get; private set; }

    /// <summary>Those that were decoded all the same.</summary>
    public long Decoded { get; private set; }

    /// <summary>What should not have happened: other exceptions, changing pixels, too long a time. Empty is good.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>The longest time of one file.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>The iteration that took it.</summary>
    public long SlowestIteration { get; private set; }

    /// <summary>Counts an iteration; <paramref name="outcome"/> is null if the file was decoded.</summary>
    public void Add(long iteration, string? outcome, TimeSpan time)
    {
        Iterations++;
        Decoded += outcome is null ? 1 : 0;
        if (outcome is not null)
        {
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        }

        if (time > Slowest)
        {
            (Slowest, SlowestIteration) = (time, iteration);
        }
    }

    /// <summary>One line of how far it is.</summary>
    public string Progress(TimeSpan elapsed) => string.Create(
        CultureInfo.InvariantCulture,
        $"{elapsed:hh\\:mm\\:ss} {Iterations} files, {Decoded} decoded, {Faults.Count} faults, slowest {Slowest.TotalMilliseconds:f0} ms (iteration {SlowestIteration}), resident {Environment.WorkingSet >> 20} MB, managed {GC.GetTotalMemory(forceFullCollection: false) >> 20} MB");

    /// <summary>How many files were refused with which words.</summary>
    public override string ToString() => string.Join(Environment.NewLine, _outcomes.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Value,10} {pair.Key}").Concat(Faults));
}
