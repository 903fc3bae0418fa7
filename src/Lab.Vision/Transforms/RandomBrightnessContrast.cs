namespace Lab.Vision;

/// <summary>Changes brightness and contrast in one step by random amounts, about black; Albumentations' <c>RandomBrightnessContrast</c>.</summary>
public sealed class RandomBrightnessContrast : Transform
{
    /// <summary>A change of the given strengths.</summary>
    /// <param name="brightness">What is added is drawn from [-brightness, brightness], as a share of 255; from 0 to 1.</param>
    /// <param name="contrast">The factor is drawn from [1 - contrast, 1 + contrast]; from 0 to 1.</param>
    public RandomBrightnessContrast(double brightness = 0.2, double contrast = 0.2) =>
        (Brightness, Contrast) = (TransformChecks.UpTo(brightness, 1, nameof(brightness)), TransformChecks.UpTo(contrast, 1, nameof(contrast)));

    /// <summary>The most that is added, as a share of 255.</summary>
    public double Brightness { get; }

    /// <summary>How far the factor lies from 1 at most.</summary>
    public double Contrast { get; }

    /// <inheritdoc/>
    public override bool MayResample => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var random = key.CreateRandom();
        plan.Add(new BrightnessContrastOperation((float)random.NextDouble(1 - Contrast, 1 + Contrast), (float)random.NextDouble(-Brightness, Brightness)));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"RandomBrightnessContrast({Brightness}, {Contrast})");
}
