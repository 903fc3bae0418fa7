using System.Text;
using Lab.Native;

namespace Lab.Checkpoints;

/// <summary>Replaces a file as a whole: a reader, also one after a loss of power, sees the old content or the new one.</summary>
internal static class AtomicFile
{
    public static void WriteAllText(string path, string text)
    {
        var aside = AsideOf(path);
        try
        {
            using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            Rename(aside, path);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    /// <summary>Where to write what is to become <paramref name="path"/>.</summary>
    public static string AsideOf(string path) => $"{path}.{Environment.ProcessId}";

    /// <summary>Gives a file that is whole and flushed its name, in place of one that has it.</summary>
    public static void Rename(string aside, string path)
    {
        File.Move(aside, path, overwrite: true);
        FolderFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
