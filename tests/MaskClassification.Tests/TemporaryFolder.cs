namespace MaskClassification.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mask-classification-").FullName;

    /// <summary>Makes an empty file, and the folders that lead to it.</summary>
    public string Touch(params string[] parts) => Write(string.Empty, parts);

    /// <summary>Makes a text file, and the folders that lead to it.</summary>
    public string Write(string text, params string[] parts)
    {
        var file = System.IO.Path.Combine([Path, .. parts]);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>Makes an empty folder, and those that lead to it.</summary>
    public string Make(params string[] parts) => Directory.CreateDirectory(System.IO.Path.Combine([Path, .. parts])).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
