namespace Lab.Hooks;

/// <summary>Takes back the events that a run wrote after the position at which it is resumed, so that whatever reads the files finds every step once.</summary>
/// <remarks>Files are read from the newest back to the one that the position lies in: the cost is that of one part of the run.</remarks>
internal static class EventFileCut
{
    /// <summary>Cuts each file before its first number or text of a later step, or before one that is torn; a file in which none is left goes.</summary>
    /// <returns>The tags at <paramref name="start"/> itself, which the resumed run may come to again.</returns>
    public static HashSet<string> Apply(string folder, long start)
    {
        var atStart = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in EventFile.NewestFirst(folder))
        {
            if (Cut(path, start, atStart))
            {
                break;
            }
        }

        return atStart;
    }

    // True if steps of a fit are left: older files hold none that are later. Passes that run alone have step 0.
    private static bool Cut(string path, long start, HashSet<string> atStart)
    {
        var (kept, events, last) = (0L, 0, 0L);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16))
        {
            byte[] data = [];
            while (RecordFraming.Read(file, ref data) is >= 0 and var length && EventHead.Read(data, length) is var head && (head.Tags.Count == 0 || head.Step <= start))
            {
                kept = file.Position;
                if (head.Tags.Count == 0)
                {
                    continue;
                }

                events++;
                last = head.Step;
                if (head.Step == start)
                {
                    atStart.UnionWith(head.Tags);
                }
            }

            if (kept < file.Length)
            {
                file.SetLength(kept);
            }
        }

        if (events == 0)
        {
            File.Delete(path);
        }

        return last > 0;
    }
}
