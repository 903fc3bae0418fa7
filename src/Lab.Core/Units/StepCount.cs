namespace Lab;

/// <summary>A number of optimizer steps: one per window of batches, however many batches a window holds.</summary>
/// <param name="Value">How many; never negative where an option takes it.</param>
[System.ComponentModel.TypeConverter(typeof(StepCountConverter))]
public readonly record struct StepCount(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value == 1 ? "1 step" : $"{Value} steps";
}
