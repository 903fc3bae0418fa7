using System.Text;

namespace Lab.Hooks;

/// <summary>Takes back what a run wrote after the position at which it is resumed.</summary>
internal static class MetricsFileTrim
{
    /// <summary>Drops the lines of steps after <paramref name="start"/> and those that a kill has torn. JSON of other shapes stays.</summary>
    /// <returns>The lines at <paramref name="start"/> itself, which the resumed run may come to again.</returns>
    public static HashSet<MetricsLineId> Apply(string path, long start)
    {
        var atStart = new HashSet<MetricsLineId>();
        if (!File.Exists(path))
        {
            return atStart;
        }

        var text = File.ReadAllText(path);
        var kept = new StringBuilder(text.Length);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!MetricsLineId.TryRead(line, out var id) || id?.Step > start)
            {
                continue;
            }

            kept.Append(line).Append('\n');
            if (id?.Step == start)
            {
                atStart.Add(id);
            }
        }

        if (kept.Length != text.Length)
        {
            Replace(path, kept.ToString());
        }

        return atStart;
    }

    // Written aside and renamed, so that a kill leaves either the old file or the new one.
    private static void Replace(string path, string content)
    {
        var aside = path + ".new";
        using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(Encoding.UTF8.GetBytes(content));
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
    }
}
