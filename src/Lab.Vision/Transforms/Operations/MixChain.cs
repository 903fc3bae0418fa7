namespace Lab.Vision;

/// <summary>One changed copy in a <see cref="MixOperation"/>.</summary>
/// <param name="Weight">Its weight in the sum, from 0 to 1.</param>
/// <param name="Operations">What is done to the copy. The result has the image's size.</param>
public sealed record MixChain(float Weight, IReadOnlyList<ImageOperation> Operations)
{
    /// <summary>Whether both are of the same weight and operations.</summary>
    public bool Equals(MixChain? other) => other is not null && Weight.Equals(other.Weight) && Operations.SequenceEqual(other.Operations);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Weight, Operations.Count);

    /// <summary>The weight and the operations in a line.</summary>
    public override string ToString() => FormattableString.Invariant($"{Weight:0.###} of [{string.Join(" > ", Operations)}]");
}
