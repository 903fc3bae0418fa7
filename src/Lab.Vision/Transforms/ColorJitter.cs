namespace Lab.Vision;

/// <summary>
/// Changes brightness, contrast, saturation and hue by random amounts, in random order. Ranges, order and the formulas on 8-bit
/// numbers are those of torchvision's <c>ColorJitter</c> on tensors; the random numbers are Lab's own.
/// </summary>
public sealed class ColorJitter : Transform
{
    private readonly double _brightness;
    private readonly double _contrast;
    private readonly double _saturation;
    private readonly double _hue;

    /// <summary>A jitter of the given strengths; 0 leaves a property alone.</summary>
    /// <param name="brightness">The factor is drawn from [max(0, 1 - brightness), 1 + brightness]; at least 0.</param>
    /// <param name="contrast">As for brightness.</param>
    /// <param name="saturation">As for brightness.</param>
    /// <param name="hue">The shift is drawn from [-hue, hue], in turns of the colour circle; from 0 to 0.5.</param>
    public ColorJitter(double brightness = 0, double contrast = 0, double saturation = 0, double hue = 0)
    {
        Check(brightness, double.MaxValue, nameof(brightness));
        Check(contrast, double.MaxValue, nameof(contrast));
        Check(saturation, double.MaxValue, nameof(saturation));
        Check(hue, 0.5, nameof(hue));
        (_brightness, _contrast, _saturation, _hue) = (brightness, contrast, saturation, hue);
    }

    /// <inheritdoc/>
    public override bool MayResample => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var random = key.CreateRandom();
        Span<int> order = [0, 1, 2, 3];
        random.Shuffle(order);
        var brightness = (float)Factor(ref random, _brightness);
        var contrast = (float)Factor(ref random, _contrast);
        var saturation = (float)Factor(ref random, _saturation);
        var hue = (float)random.NextDouble(-_hue, _hue);
        foreach (var operation in order)
        {
            switch (operation)
            {
                case 0 when _brightness > 0:
                    plan.Add(new BrightnessOperation(brightness));
                    break;
                case 1 when _contrast > 0:
                    plan.Add(new ContrastOperation(contrast));
                    break;
                case 2 when _saturation > 0:
                    plan.Add(new SaturationOperation(saturation));
                    break;
                case 3 when _hue > 0:
                    plan.Add(new HueOperation(hue));
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"ColorJitter(brightness {_brightness}, contrast {_contrast}, saturation {_saturation}, hue {_hue})");

    private static double Factor(ref KeyedRandom random, double strength) => random.NextDouble(Math.Max(0, 1 - strength), 1 + strength);

    private static void Check(double value, double highest, string name)
    {
        if (!(value >= 0 && value <= highest))
        {
            throw new ArgumentOutOfRangeException(name, value, highest == 0.5 ? "A hue shift lies between 0 and 0.5 turns." : "A strength is at least 0.");
        }
    }
}
