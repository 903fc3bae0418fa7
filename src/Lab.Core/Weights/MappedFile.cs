using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Lab.Weights;

/// <summary>A file whose bytes are seen in memory and read from disk as they are touched.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;
    private byte* _start;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public MappedFile(string path)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            Length = RandomAccess.GetLength(_file);
            if (Length > 0)
            {
                _map = MemoryMappedFile.CreateFromFile(_file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
                _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
                _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
                _start += _view.PointerOffset;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the file when it was opened.</summary>
    public long Length { get; }

    /// <summary>Some of the file's bytes, valid until this is disposed.</summary>
    /// <exception cref="InvalidDataException">They are not in the file, or no longer.</exception>
    public ReadOnlySpan<byte> Slice(long offset, int count)
    {
        if (offset < 0 || count < 0 || count > Length - offset)
        {
            throw new InvalidDataException($"it has {Length} bytes, where {count} from {offset} on are needed.");
        }

        // To touch memory whose file has been cut ends the process.
        return RandomAccess.GetLength(_file) >= Length
            ? new ReadOnlySpan<byte>(_start + offset, count)
            : throw new InvalidDataException("it has become shorter since it was opened.");
    }

    public void Dispose()
    {
        if (_start is not null)
        {
            _view!.SafeMemoryMappedViewHandle.ReleasePointer();
            _start = null;
        }

        _view?.Dispose();
        _map?.Dispose();
        _file.Dispose();
    }
}
