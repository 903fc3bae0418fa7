using Microsoft.Win32.SafeHandles;

namespace Lab.Vision.Caching;

/// <summary>Appends pixels to files of a fixed size, so that a file can be mapped as a whole before it is full. An image larger than that has a file of its own.</summary>
/// <param name="pathOf">The path of a file by its number.</param>
/// <param name="last">The last image that was written, or null.</param>
internal sealed class ShardWriter(Func<int, string> pathOf, CacheRecord? last) : IDisposable
{
    private const long ShardBytes = 64 << 20;
    private const int Alignment = 64;

    private int _shard = last?.Shard ?? 0;
    private long _end = last is null ? 0 : last.Offset + last.Length;
    private SafeFileHandle? _file;

    /// <summary>Writes pixels and says where.</summary>
    /// <exception cref="IOException">The disk is full, or the like.</exception>
    public (int Shard, long Offset) Write(ReadOnlySpan<byte> pixels)
    {
        var offset = (_end + Alignment - 1) / Alignment * Alignment;
        if (offset + pixels.Length > ShardBytes && offset > 0)
        {
            Close();
            _shard++;
            offset = 0;
        }

        _file ??= Open(Math.Max(ShardBytes, offset + pixels.Length));
        RandomAccess.Write(_file, pixels, offset);
        _end = offset + pixels.Length;
        return (_shard, offset);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => Close();

    private SafeFileHandle Open(long bytes)
    {
        var file = File.OpenHandle(pathOf(_shard), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (RandomAccess.GetLength(file) < bytes)
        {
            RandomAccess.SetLength(file, bytes);
        }

        return file;
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
