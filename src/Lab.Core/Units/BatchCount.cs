namespace Lab;

/// <summary>A number of batches, as the loader delivers them.</summary>
/// <param name="Value">How many; never negative where an option takes it.</param>
[System.ComponentModel.TypeConverter(typeof(BatchCountConverter))]
public readonly record struct BatchCount(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value == 1 ? "1 batch" : $"{Value} batches";
}
