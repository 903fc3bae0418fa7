namespace Lab.Vision;

/// <summary>The images of a folder with a folder per class, or everything that is wrong with it.</summary>
internal sealed class ImageFolderListing
{
    private readonly List<string> _problems = [];
    private readonly List<ImageSample> _samples = [];

    public ImageFolderListing(string folder, Func<string, string?> groupOf, IEnumerable<string> extensions, IReadOnlyList<string>? declared)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var root = new DirectoryInfo(folder);
        Root = root.FullName;
        if (!root.Exists)
        {
            throw new LabValidationException([$"The folder '{Root}' does not exist; it should hold one folder of images per class."]);
        }

        ClassNames = Classes(root, declared);
        var wanted = extensions.ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var label = 0; label < ClassNames.Count; label++)
        {
            AddClass(new DirectoryInfo(Path.Combine(Root, ClassNames[label])), label, groupOf, wanted);
        }

        if (_problems.Count > 0)
        {
            throw new LabValidationException(_problems);
        }
    }

    public string Root { get; }

    public IReadOnlyList<string> ClassNames { get; }

    public IReadOnlyList<ImageSample> Samples => _samples;

    private IReadOnlyList<string> Classes(DirectoryInfo root, IReadOnlyList<string>? declared)
    {
        string[] found = [.. ImageFiles.Folders(root).Select(child => child.Name)];
        if (found.Length == 0)
        {
            _problems.Add($"The folder '{Root}' holds no folders; it should hold one folder of images per class.");
        }

        if (declared is not null)
        {
            _problems.AddRange(found.Except(declared, StringComparer.Ordinal).Select(name =>
                $"The folder '{Path.Combine(Root, name)}' is none of the classes {string.Join(", ", declared)}; remove it or add the class."));
        }

        return declared ?? found;
    }

    private void AddClass(DirectoryInfo folder, int label, Func<string, string?> groupOf, IReadOnlySet<string> extensions)
    {
        if (!folder.Exists)
        {
            _problems.Add($"The class folder '{folder.FullName}' does not exist.");
            return;
        }

        var before = _samples.Count;
        _samples.AddRange(ImageFiles.Images(folder, extensions).Select(file => new ImageSample(file.FullName, label, groupOf(file.FullName))));
        if (_samples.Count == before)
        {
            _problems.Add($"The class folder '{folder.FullName}' holds no image ({string.Join(", ", extensions)}); add some or remove the folder.");
        }
    }
}
