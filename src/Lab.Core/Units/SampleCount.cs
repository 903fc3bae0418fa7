namespace Lab;

/// <summary>A number of samples.</summary>
/// <param name="Value">How many; never negative where an option takes it.</param>
[System.ComponentModel.TypeConverter(typeof(SampleCountConverter))]
public readonly record struct SampleCount(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value == 1 ? "1 sample" : $"{Value} samples";
}
