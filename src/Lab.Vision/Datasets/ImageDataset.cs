namespace Lab.Vision;

/// <summary>A data set of image files that are listed once, when it is made. A base for data sets with a layout of their own.</summary>
public abstract class ImageDataset : Dataset<ImageSample>
{
    private readonly ImageSample[] _samples;
    private readonly string _root;

    /// <summary>A data set of the given samples.</summary>
    /// <param name="root">The folder to which <see cref="Describe"/> names files.</param>
    /// <param name="samples">The samples, in order.</param>
    /// <param name="classNames">The names of the classes in index order, or null where there are none.</param>
    protected ImageDataset(string root, IEnumerable<ImageSample> samples, IReadOnlyList<string>? classNames)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentNullException.ThrowIfNull(samples);
        _root = root;
        _samples = [.. samples];
        ClassNames = classNames;
    }

    /// <inheritdoc/>
    public override int Count => _samples.Length;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames { get; }

    /// <inheritdoc/>
    public override ImageSample this[int index] => _samples[CheckIndex(index)];

    /// <inheritdoc/>
    public override int? ClassOf(int index) => _samples[index].Label;

    /// <inheritdoc/>
    public override string? GroupOf(int index) => _samples[index].Group;

    /// <summary>The file's path from the data set's folder, with forward slashes, so that it is the same on every machine.</summary>
    public override string Describe(int index) => Path.GetRelativePath(_root, _samples[index].Path).Replace('\\', '/');
}
