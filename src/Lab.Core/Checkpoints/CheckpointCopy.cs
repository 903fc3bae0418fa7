namespace Lab.Checkpoints;

/// <summary>The bytes of a checkpoint's files in memory that the next checkpoint uses again, so that they can be written while the tensors go on changing.</summary>
internal sealed class CheckpointCopy : IDisposable
{
    private readonly PlainMemory _memory = new();

    /// <summary>Copies files as they are now. The result is valid until the next call.</summary>
    public IReadOnlyList<CheckpointFile> Take(IEnumerable<CheckpointFile> files)
    {
        _memory.Clear();
        return [.. files.Select(Copy)];
    }

    public void Dispose() => _memory.Dispose();

    private CheckpointFile Copy(CheckpointFile file)
    {
        var start = _memory.Length;
        file.Write(_memory);
        var length = _memory.Length - start;
        return new CheckpointFile(file.Name, stream => _memory.CopyTo(stream, start, length));
    }
}
