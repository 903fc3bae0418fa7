using Lab.Vision;

namespace ImageFolder;

/// <summary>The images below a folder, whose classes nobody knows yet.</summary>
/// <param name="folder">The folder; images may lie in deeper ones.</param>
/// <param name="classNames">The classes that the answers are of.</param>
public sealed class UnlabelledImages(string folder, IReadOnlyList<string> classNames) : ImageDataset(folder, List(folder), classNames)
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    private static IEnumerable<ImageSample> List(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase) && !Path.GetFileName(file).StartsWith('.'))
        .Order(StringComparer.Ordinal)
        .Select(file => new ImageSample(file));
}
