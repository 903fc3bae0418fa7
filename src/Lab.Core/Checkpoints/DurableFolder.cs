using Lab.Native;

namespace Lab.Checkpoints;

/// <summary>Folders whose making and renaming outlive a loss of power once the call has returned.</summary>
internal static class DurableFolder
{
    /// <summary>Makes a folder and those above it that are missing.</summary>
    public static void Create(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { } parent)
        {
            Create(parent);
            Directory.CreateDirectory(path);
            FolderFlush.Flush(parent);
        }
        else
        {
            // A root that is not there: the system says it best.
            Directory.CreateDirectory(path);
        }
    }

    /// <summary>Renames a folder, within the one that holds it.</summary>
    public static void Rename(string from, string to)
    {
        Directory.Move(from, to);
        FolderFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }
}
