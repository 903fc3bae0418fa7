namespace Lab.Hooks;

/// <summary>A file of lines in the run folder that grows while others read it: every line is one write, straight through to the system.</summary>
internal sealed class LineFile : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Opens a file at its end, or makes it. What was torn there by a kill stays a line of its own.</summary>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public LineFile(string path) => _file = RunFile.Guard(path, () =>
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
            {
                file.WriteByte((byte)'\n');
            }
        }

        return file;
    });

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
}
