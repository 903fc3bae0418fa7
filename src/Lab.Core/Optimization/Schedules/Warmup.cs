namespace Lab.Optimization;

/// <summary>A linear ramp before a schedule's curve: from <see cref="StartFactor"/> times the rate at which the curve begins up to that rate.</summary>
public sealed record Warmup
{
    /// <summary>A warm-up.</summary>
    /// <param name="length">How long the ramp is; the first step after it has the curve's first rate.</param>
    /// <param name="startFactor">Where the ramp begins, as a share of the rate at its end, from 0 to 1.</param>
    /// <param name="granularity">Whether the rate moves at every step or only between epochs.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="startFactor"/> is not within 0 and 1.</exception>
    public Warmup(Duration length, double startFactor = 0.01, ScheduleGranularity granularity = ScheduleGranularity.Step)
    {
        if (startFactor is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(startFactor), startFactor, "A warm-up starts at a share of the rate, from 0 to 1.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(length.Count, nameof(length));
        Length = length;
        StartFactor = startFactor;
        Granularity = granularity;
    }

    /// <summary>How long the ramp is.</summary>
    public Duration Length { get; }

    /// <summary>Where the ramp begins, as a share of the rate at its end.</summary>
    public double StartFactor { get; }

    /// <summary>Whether the rate moves at every step or only between epochs.</summary>
    public ScheduleGranularity Granularity { get; }

    internal double FactorAt(SchedulePosition position, long length)
    {
        var step = Granularity == ScheduleGranularity.Epoch ? position.Epoch * position.StepsPerEpoch : position.Step;
        return StartFactor + ((1 - StartFactor) * step / length);
    }
}
