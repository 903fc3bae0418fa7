using System.Text;

namespace Lab.Hooks;

/// <summary>Takes back what a run wrote after the position at which it is resumed.</summary>
internal static class MetricsFileTrim
{
    /// <summary>Drops the lines of steps after <paramref name="start"/> (none if null) and a torn last line. Lines of other shapes stay.</summary>
    /// <returns>The lines at <paramref name="start"/> itself, which the resumed run may come to again.</returns>
    public static HashSet<MetricsLineId> Apply(string path, long? start)
    {
        var atStart = new HashSet<MetricsLineId>();
        if (!File.Exists(path))
        {
            return atStart;
        }

        var text = File.ReadAllText(path);
        var kept = new StringBuilder(text.Length);
        for (var begin = 0; begin < text.Length;)
        {
            var newline = text.IndexOf('\n', begin);
            var line = newline < 0 ? text[begin..] : text[begin..newline];
            begin = newline < 0 ? text.Length : newline + 1;
            var known = MetricsLineId.TryParse(line, out var id);
            if (known ? start is { } step && id!.Step > step : newline < 0)
            {
                continue;
            }

            kept.Append(line).Append('\n');
            if (known && id!.Step == start)
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
