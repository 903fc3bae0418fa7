using System.ComponentModel;
using System.Globalization;

namespace Lab;

/// <summary>
/// A length of training in one of the two units that training has: epochs or optimizer steps. It is made from
/// <see cref="EpochCount"/> or <see cref="StepCount"/>, never from a bare number. As text: <c>5 epochs</c>, <c>5ep</c>,
/// <c>200 steps</c>, <c>200st</c>.
/// </summary>
[TypeConverter(typeof(DurationConverter))]
public readonly record struct Duration
{
    private Duration(DurationUnit unit, long count)
    {
        Unit = unit;
        Count = count;
    }

    /// <summary>What is counted.</summary>
    public DurationUnit Unit { get; }

    /// <summary>How many of <see cref="Unit"/>.</summary>
    public long Count { get; }

    /// <summary>A duration of whole epochs.</summary>
    public static implicit operator Duration(EpochCount epochs) => new(DurationUnit.Epoch, epochs.Value);

    /// <summary>A duration of optimizer steps.</summary>
    public static implicit operator Duration(StepCount steps) => new(DurationUnit.OptimizerStep, steps.Value);

    /// <summary>This duration in optimizer steps.</summary>
    /// <param name="stepsPerEpoch">Optimizer steps that one epoch takes.</param>
    public long ToSteps(long stepsPerEpoch) => Unit == DurationUnit.Epoch ? Count * stepsPerEpoch : Count;

    /// <summary>Reads a duration such as <c>5 epochs</c>, <c>5ep</c>, <c>200 steps</c> or <c>200st</c>.</summary>
    /// <exception cref="FormatException">The text is no whole number followed by a unit.</exception>
    public static Duration Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        var digits = trimmed.TakeWhile(c => char.IsAsciiDigit(c)).Count();
        var unit = trimmed[digits..].Trim().ToLowerInvariant();
        if (digits > 0 && long.TryParse(trimmed.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            switch (unit)
            {
                case "ep" or "epoch" or "epochs" when count <= int.MaxValue:
                    return new Duration(DurationUnit.Epoch, count);
                case "st" or "step" or "steps":
                    return new Duration(DurationUnit.OptimizerStep, count);
            }
        }

        throw new FormatException($"'{text}' is no duration: write a whole number and its unit, such as '5 epochs', '5ep', '200 steps' or '200st'.");
    }

    /// <inheritdoc/>
    public override string ToString() => Unit == DurationUnit.Epoch ? new EpochCount((int)Count).ToString() : new StepCount(Count).ToString();
}

/// <summary>The units of a <see cref="Duration"/>.</summary>
public enum DurationUnit
{
    /// <summary>A pass over the training data set.</summary>
    Epoch,

    /// <summary>An optimizer step.</summary>
    OptimizerStep,
}

internal sealed class DurationConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) => Duration.Parse((string)value);
}
