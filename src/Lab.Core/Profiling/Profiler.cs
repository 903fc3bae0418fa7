using System.Diagnostics;

namespace Lab.Profiling;

/// <summary>
/// Measures how long the parts of a run take. Parts lie within each other, as the forward pass lies within the hooks around it; what an inner one takes is not counted again for the outer
/// one, so the parts add up to the whole. Where a run is not profiled there is no profiler, and no time is read.
/// </summary>
/// <remarks>On CUDA the device is waited for at every border: its work would otherwise be counted where the trainer next has to wait for it.</remarks>
internal sealed class Profiler(bool synchronize)
{
    private readonly Dictionary<string, DurationHistogram> _sections = [];
    private readonly Dictionary<(Hook Hook, string Member), string> _names = [];
    private readonly long _started = Stopwatch.GetTimestamp();

    // How long the finished parts within the one that is open now have taken.
    private long _inner;

    /// <summary>Measures a part until the returned value is disposed of.</summary>
    public Measurement Measure(string section)
    {
        var outer = _inner;
        _inner = 0;
        return new Measurement(this, section, outer, Now());
    }

    /// <summary>Measures a call of a hook's member.</summary>
    public Measurement Measure(Hook hook, string member)
    {
        if (!_names.TryGetValue((hook, member), out var name))
        {
            _names.Add((hook, member), name = ProfileSections.Hook(hook, member));
        }

        return Measure(name);
    }

    /// <summary>Counts a part, measured elsewhere, of the one that is open now.</summary>
    public void Add(string section, TimeSpan duration)
    {
        var ticks = (long)(duration.TotalSeconds * Stopwatch.Frequency);
        Section(section).Add(ticks);
        _inner += ticks;
    }

    /// <summary>What has been measured so far, the longest part first.</summary>
    public RunProfile Report()
    {
        var total = Now() - _started;
        var rest = Math.Max(0, total - _sections.Values.Sum(section => section.Total));
        return new RunProfile
        {
            Duration = Stopwatch.GetElapsedTime(0, total),
            Sections =
            [
                .. _sections.Select(pair => Describe(pair.Key, pair.Value)).OrderByDescending(section => section.Total),
                new ProfileSection { Name = ProfileSections.Rest, Calls = 1, Total = Span(rest), Mean = Span(rest), Percentile95 = Span(rest), Share = Share(rest) },
            ],
        };

        double Share(long ticks) => total == 0 ? 0 : ticks / (double)total;

        ProfileSection Describe(string name, DurationHistogram section) => new()
        {
            Name = name,
            Calls = section.Count,
            Total = Span(section.Total),
            Mean = Span(section.Total / section.Count),
            Percentile95 = Span(section.Percentile(0.95)),
            Share = Share(section.Total),
        };
    }

    private static TimeSpan Span(long ticks) => Stopwatch.GetElapsedTime(0, ticks);

    private DurationHistogram Section(string name)
    {
        if (!_sections.TryGetValue(name, out var section))
        {
            _sections.Add(name, section = new DurationHistogram());
        }

        return section;
    }

    private long Now()
    {
        if (synchronize)
        {
            torch.cuda.synchronize();
        }

        return Stopwatch.GetTimestamp();
    }

    /// <summary>A part that is being measured.</summary>
    internal readonly struct Measurement(Profiler profiler, string section, long outer, long start) : IDisposable
    {
        public void Dispose()
        {
            var took = profiler.Now() - start;
            profiler.Section(section).Add(Math.Max(0, took - profiler._inner));
            profiler._inner = outer + took;
        }
    }
}
