namespace Lab.Vision;

/// <summary>A data set of image files that are listed once, when it is made. A base for data sets with a layout of their own.</summary>
/// <remarks>Samples lie in compact form and are made when they are asked for: some 100 bytes each, so that a list of a million stays small.</remarks>
public abstract class ImageDataset : Dataset<ImageSample>
{
    private readonly SampleTable _samples;

    /// <summary>A data set of the given samples.</summary>
    /// <param name="root">The folder to which <see cref="Describe"/> names files.</param>
    /// <param name="samples">The samples, in order. A relative path counts from the current folder and becomes a full one.</param>
    /// <param name="classNames">The names of the classes in index order, or null where there are none.</param>
    /// <exception cref="ArgumentException">A path is no Unicode text.</exception>
    protected ImageDataset(string root, IEnumerable<ImageSample> samples, IReadOnlyList<string>? classNames)
        : this(Table(root, samples), classNames)
    {
    }

    private protected ImageDataset(SampleTable samples, IReadOnlyList<string>? classNames)
    {
        _samples = samples;
        ClassNames = classNames;
    }

    /// <inheritdoc/>
    public override int Count => _samples.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames { get; }

    /// <inheritdoc/>
    public override ImageSample this[int index] => _samples[CheckIndex(index)];

    /// <inheritdoc/>
    public override int? ClassOf(int index) => _samples.LabelOf(index);

    /// <inheritdoc/>
    public override string? GroupOf(int index) => _samples.GroupOf(index);

    /// <summary>The file's path from the data set's folder, with forward slashes, so that it is the same on every machine.</summary>
    public override string Describe(int index) => _samples.Describe(index);

    private static SampleTable Table(string root, IEnumerable<ImageSample> samples)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentNullException.ThrowIfNull(samples);
        var table = new SampleTable(Path.GetFullPath(root));
        foreach (var sample in samples)
        {
            table.Add(Path.GetFullPath(sample.Path), sample.Label, sample.Group);
        }

        table.Complete();
        return table;
    }
}
