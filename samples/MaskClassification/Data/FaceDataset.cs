namespace MaskClassification.Data;

/// <summary>Pictures of faces by index.</summary>
public abstract class FaceDataset : Dataset<FaceSample>
{
    /// <summary>The samples in order.</summary>
    protected abstract IReadOnlyList<FaceSample> Samples { get; }

    /// <inheritdoc/>
    public override int Count => Samples.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => MaskLabel.ClassNames;

    /// <inheritdoc/>
    public override FaceSample this[int index] => Samples[CheckIndex(index)];

    /// <inheritdoc/>
    public override int? ClassOf(int index) => Samples[index].Label?.Index;

    /// <inheritdoc/>
    public override string? GroupOf(int index) => Samples[index].Person;

    /// <inheritdoc/>
    public override string Describe(int index) => Samples[index].Path;
}
