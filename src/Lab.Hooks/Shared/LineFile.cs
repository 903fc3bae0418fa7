namespace Lab.Hooks;

/// <summary>A file of lines in the run folder that grows while others read it: every line is one write, straight through to the system.</summary>
internal sealed class LineFile : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Opens a file at its end, or makes it. Half a line that a kill has left there goes: it says nothing.</summary>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public LineFile(string path) => _file = RunFile.Guard(path, () =>
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var end = EndOfLines(file);
        if (end < file.Length)
        {
            file.SetLength(end);
        }

        return file;
    });

    /// <summary>Whether the file holds no line yet.</summary>
    public bool IsEmpty => _file.Length == 0;

    /// <summary>Adds a line, its end included, at the file's end as it is now: another process may have added to it.</summary>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public void Append(ReadOnlySpan<byte> line)
    {
        try
        {
            _file.Seek(0, SeekOrigin.End);
            _file.Write(line);
        }
        catch (IOException failure)
        {
            throw RunFile.CannotWrite(_file.Name, failure);
        }
    }

    public void Dispose() => _file.Dispose();

    private static long EndOfLines(FileStream file)
    {
        Span<byte> block = stackalloc byte[1024];
        for (var end = file.Length; end > 0;)
        {
            var start = Math.Max(0, end - block.Length);
            var part = block[..(int)(end - start)];
            file.Seek(start, SeekOrigin.Begin);
            file.ReadExactly(part);
            if (part.LastIndexOf((byte)'\n') is >= 0 and var at)
            {
                return start + at + 1;
            }

            end = start;
        }

        return 0;
    }
}
