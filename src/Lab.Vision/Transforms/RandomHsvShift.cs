namespace Lab.Vision;

/// <summary>Shifts hue, saturation and value by random amounts, each from its own range around 0.</summary>
public sealed class RandomHsvShift : Transform
{
    /// <summary>A shift of the given strengths; 0 leaves a property alone.</summary>
    /// <param name="hue">The turn is drawn from [-hue, hue] turns of the colour circle; from 0 to 0.5.</param>
    /// <param name="saturation">What is added is drawn from [-saturation, saturation]; from 0 to 1.</param>
    /// <param name="value">What is added is drawn from [-value, value]; from 0 to 1.</param>
    public RandomHsvShift(double hue = 0.05, double saturation = 0.1, double value = 0.1)
    {
        Hue = TransformChecks.UpTo(hue, 0.5, nameof(hue));
        Saturation = TransformChecks.UpTo(saturation, 1, nameof(saturation));
        Value = TransformChecks.UpTo(value, 1, nameof(value));
    }

    /// <summary>The largest turn, in turns of the colour circle.</summary>
    public double Hue { get; }

    /// <summary>The most that is added to the saturation.</summary>
    public double Saturation { get; }

    /// <summary>The most that is added to the value.</summary>
    public double Value { get; }

    /// <inheritdoc/>
    public override bool MayResample => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var random = key.CreateRandom();
        plan.Add(new HsvShiftOperation((float)random.NextDouble(-Hue, Hue), (float)random.NextDouble(-Saturation, Saturation), (float)random.NextDouble(-Value, Value)));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"RandomHsvShift({Hue}, {Saturation}, {Value})");
}
