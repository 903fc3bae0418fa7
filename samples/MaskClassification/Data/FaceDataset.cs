namespace MaskClassification.Data;

/// <summary>Pictures of faces by index.</summary>
/// <param name="folder">The folder from which <see cref="Describe"/> names files.</param>
public abstract class FaceDataset(string folder) : Dataset<FaceSample>
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
    public override IReadOnlyList<string> AttributeNames { get; } = ["mask", "gender", "age"];

    /// <inheritdoc/>
    public override IReadOnlyList<string?> AttributesOf(int index) => Samples[index].Label is { } label
        ? [MaskLabel.MaskNames[(int)label.Mask], MaskLabel.GenderNames[(int)label.Gender], MaskLabel.AgeNames[(int)label.Age]]
        : [null, null, null];

    /// <summary>The picture's path from the data's folder, with forward slashes, so that it is the same on every machine.</summary>
    public override string Describe(int index) => Path.GetRelativePath(folder, Samples[index].Path).Replace('\\', '/');
}
