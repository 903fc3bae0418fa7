namespace Lab.Vision;

/// <summary>
/// A folder with one sub-folder of images per class. Classes are numbered by the ordinal order of their folders' names; images may lie
/// in deeper folders. Files and folders whose names begin with a dot, and files with other extensions, are passed over.
/// </summary>
public sealed class ImageFolderDataset : ImageDataset
{
    /// <summary>Lists the images below <paramref name="folder"/>.</summary>
    /// <param name="folder">The folder that holds a folder per class.</param>
    /// <param name="groupOf">The group of an image from its full path, such as the person named in it; none by default.</param>
    /// <param name="extensions">What counts as an image, with the dot, in any case; by default .jpg, .jpeg, .png, .webp and .bmp.</param>
    /// <exception cref="LabValidationException">The folder is missing, has no class folders, or one of them holds no image.</exception>
    public ImageFolderDataset(string folder, Func<string, string?>? groupOf = null, IEnumerable<string>? extensions = null)
        : this(List(folder, groupOf ?? (_ => null), [.. extensions ?? ImageFiles.DefaultExtensions]))
    {
    }

    private ImageFolderDataset((string Root, List<ImageSample> Samples, string[] ClassNames) listing)
        : base(listing.Root, listing.Samples, listing.ClassNames)
    {
    }

    private static (string Root, List<ImageSample> Samples, string[] ClassNames) List(
        string folder, Func<string, string?> groupOf, IReadOnlyCollection<string> extensions)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var root = new DirectoryInfo(folder);
        if (!root.Exists)
        {
            throw new LabValidationException([$"The folder '{root.FullName}' does not exist; it should hold one folder of images per class."]);
        }

        var classes = ImageFiles.Folders(root).ToArray();
        var wanted = extensions.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var problems = new List<string>();
        var samples = new List<ImageSample>();
        if (classes.Length == 0)
        {
            problems.Add($"The folder '{root.FullName}' holds no folders; it should hold one folder of images per class.");
        }

        for (var label = 0; label < classes.Length; label++)
        {
            var before = samples.Count;
            samples.AddRange(ImageFiles.Images(classes[label], wanted).Select(file => new ImageSample(file.FullName, label, groupOf(file.FullName))));
            if (samples.Count == before)
            {
                problems.Add(
                    $"The class folder '{classes[label].FullName}' holds no image ({string.Join(", ", extensions)}); add some or remove the folder.");
            }
        }

        return problems.Count > 0
            ? throw new LabValidationException(problems)
            : (root.FullName, samples, [.. classes.Select(child => child.Name)]);
    }
}
