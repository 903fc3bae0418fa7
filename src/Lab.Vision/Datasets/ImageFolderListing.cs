namespace Lab.Vision;

/// <summary>The images of a folder with a folder per class, or everything that is wrong with it.</summary>
internal sealed class ImageFolderListing
{
    private readonly List<string> _problems = [];
    private readonly ImageFiles _files;
    private readonly Func<string, string?> _groupOf;

    public ImageFolderListing(string folder, Func<string, string?> groupOf, IEnumerable<string> extensions, IReadOnlyList<string>? declared)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var root = Path.GetFullPath(folder);
        if (!Directory.Exists(root))
        {
            throw new LabValidationException([$"The folder '{root}' {(File.Exists(root) ? "is a file" : "does not exist")}; it should hold one folder of images per class."]);
        }

        _groupOf = groupOf;
        var wanted = extensions.ToHashSet(StringComparer.OrdinalIgnoreCase);
        _files = new ImageFiles(wanted, _problems);
        Samples = new SampleTable(root);
        ClassNames = Classes(root, declared);
        for (var label = 0; label < ClassNames.Count; label++)
        {
            AddClass(Path.Combine(root, ClassNames[label]), label, wanted);
        }

        if (_problems.Count > 0)
        {
            throw new LabValidationException([.. _problems.Distinct(StringComparer.Ordinal)]);
        }

        Samples.Complete();
    }

    public SampleTable Samples { get; }

    public IReadOnlyList<string> ClassNames { get; }

    private IReadOnlyList<string> Classes(string root, IReadOnlyList<string>? declared)
    {
        var found = _files.Folders(root);
        if (found.Length == 0 && _problems.Count == 0)
        {
            _problems.Add($"The folder '{root}' holds no folders; it should hold one folder of images per class.");
        }

        if (declared is not null)
        {
            _problems.AddRange(found.Except(declared, StringComparer.Ordinal).Select(name =>
                $"The folder '{Path.Combine(root, name)}' is none of the classes {string.Join(", ", declared)}; remove it or add the class."));
        }

        return declared ?? found;
    }

    private void AddClass(string folder, int label, IReadOnlySet<string> extensions)
    {
        if (!Directory.Exists(folder))
        {
            _problems.Add($"The class folder '{folder}' does not exist.");
            return;
        }

        var (before, problems) = (Samples.Count, _problems.Count);
        foreach (var image in _files.Images(folder))
        {
            Samples.Add(image, label, _groupOf(image));
        }

        if (Samples.Count == before && _problems.Count == problems)
        {
            _problems.Add($"The class folder '{folder}' holds no image ({string.Join(", ", extensions)}); add some or remove the folder.");
        }
    }
}
