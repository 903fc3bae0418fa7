using System.Text;

namespace Lab.Hooks;

/// <summary>Takes back the lines that a run wrote after the position at which it is resumed. Only the end of the file is read, so a long file costs no more than a short one.</summary>
internal static class LineCut
{
    private const int FirstWindow = 1 << 16;

    /// <summary>Reads what a line is about.</summary>
    /// <returns>False if the line is torn and may go; true with null if it belongs to no step and stays.</returns>
    public delegate bool LineReader(string line, out LineId? id);

    /// <summary>Drops the lines of steps after <paramref name="start"/> and those that a kill has torn.</summary>
    /// <returns>The lines at <paramref name="start"/> itself, which the resumed run may come to again.</returns>
    public static HashSet<LineId> Apply(string path, long start, LineReader read)
    {
        var atStart = new HashSet<LineId>();
        if (!File.Exists(path))
        {
            return atStart;
        }

        var (offset, tail) = ReadTail(path, start, read);
        var kept = new MemoryStream(tail.Length);
        var unbroken = true;
        foreach (var line in Lines(tail))
        {
            if (!line.IsWhole || !read(line.Text, out var id) || id?.Step > start)
            {
                continue;
            }

            unbroken &= kept.Length == line.Start;
            kept.Write(tail.AsSpan(line.Start, line.Length));
            if (id?.Step == start)
            {
                atStart.Add(id);
            }
        }

        if (kept.Length < tail.Length)
        {
            Replace(path, offset, kept, unbroken);
        }

        return atStart;
    }

    // Steps never fall within a file, so everything before a line of an earlier step stays.
    private static (long Offset, byte[] Tail) ReadTail(string path, long start, LineReader read)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        for (long window = FirstWindow; ; window *= 2)
        {
            var offset = Math.Max(0, file.Length - window);
            var tail = new byte[file.Length - offset];
            file.Seek(offset, SeekOrigin.Begin);
            file.ReadExactly(tail);
            if (offset == 0)
            {
                return (offset, tail);
            }

            var border = Array.IndexOf(tail, (byte)'\n') + 1;
            tail = tail[border..];
            if (border > 0 && Lines(tail).Any(line => line.IsWhole && read(line.Text, out var id) && id?.Step < start))
            {
                return (offset + border, tail);
            }
        }
    }

    private static IEnumerable<(int Start, int Length, bool IsWhole, string Text)> Lines(byte[] bytes)
    {
        for (var start = 0; start < bytes.Length;)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', start);
            var length = (end < 0 ? bytes.Length : end + 1) - start;
            yield return (start, length, end >= 0, Encoding.UTF8.GetString(bytes, start, length).TrimEnd('\r', '\n'));
            start += length;
        }
    }

    // A kill leaves either the old file or the new one.
    private static void Replace(string path, long offset, MemoryStream kept, bool unbroken)
    {
        if (unbroken)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            file.SetLength(offset + kept.Length);
            return;
        }

        var aside = path + ".new";
        using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            using (var head = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            {
                head.CopyTo(file);
            }

            file.SetLength(offset);
            file.Seek(0, SeekOrigin.End);
            kept.WriteTo(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
    }
}
