namespace Lab;

/// <summary>A number of passes over the training data set.</summary>
/// <param name="Value">How many; never negative where an option takes it.</param>
[System.ComponentModel.TypeConverter(typeof(EpochCountConverter))]
public readonly record struct EpochCount(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value == 1 ? "1 epoch" : $"{Value} epochs";
}
