using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Lab.Vision.Caching;

/// <summary>A file of pixels, mapped into memory for reading.</summary>
internal sealed unsafe class MappedShard : IDisposable
{
    private readonly MemoryMappedViewAccessor _view;
    private readonly SafeMemoryMappedViewHandle _handle;
    private readonly byte* _start;

    /// <summary>Maps the whole file.</summary>
    /// <exception cref="IOException">It is not there or cannot be mapped.</exception>
    public MappedShard(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Length = file.Length;
        using var mapping = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);

        // What is mapped stays so without the file and its mapping.
        _view = mapping.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _handle = _view.SafeMemoryMappedViewHandle;
        _handle.AcquirePointer(ref _start);
    }

    /// <summary>Bytes of the file when it was mapped.</summary>
    public long Length { get; }

    /// <summary>The address of a byte.</summary>
    public IntPtr At(long offset) => (IntPtr)(_start + offset);

    /// <summary>Ends the mapping.</summary>
    public void Dispose()
    {
        _handle.ReleasePointer();
        _view.Dispose();
    }
}
