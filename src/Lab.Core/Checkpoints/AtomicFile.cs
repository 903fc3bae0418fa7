using System.Text;

namespace Lab.Checkpoints;

/// <summary>Replaces a file as a whole: a reader sees the old content or the new one.</summary>
internal static class AtomicFile
{
    public static void WriteAllText(string path, string text)
    {
        var aside = $"{path}.{Environment.ProcessId}";
        using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
    }
}
