using System.Runtime.InteropServices;

namespace Lab.Vision.Caching;

/// <summary>
/// Native memory in large pieces, all of it freed at once. Images as arrays would be copied by the garbage collector, and one allocation each would use up the
/// process's memory mappings.
/// </summary>
/// <param name="allocate">What memory comes from; the C library's if null.</param>
internal sealed unsafe class NativeChunks(Func<nuint, IntPtr>? allocate = null) : IDisposable
{
    private const int Chunk = 16 << 20;
    private const int Alignment = 64;

    private readonly List<IntPtr> _chunks = [];
    private byte* _free;
    private nuint _left;

    ~NativeChunks() => Free();

    /// <summary>Memory for so many bytes. Not for several threads at once.</summary>
    /// <exception cref="OutOfMemoryException">There is none; what was taken before stays.</exception>
    public IntPtr Take(int bytes)
    {
        var size = ((nuint)bytes + Alignment - 1) / Alignment * Alignment;
        if (size > Chunk / 4)
        {
            return Allocate(size);
        }

        if (size > _left)
        {
            _free = (byte*)Allocate(Chunk);
            _left = Chunk;
        }

        var taken = (IntPtr)_free;
        _free += size;
        _left -= size;
        return taken;
    }

    /// <summary>Frees all of it.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private IntPtr Allocate(nuint bytes)
    {
        var chunk = allocate is null ? (IntPtr)NativeMemory.Alloc(bytes) : allocate(bytes);
        _chunks.Add(chunk);
        return chunk;
    }

    private void Free()
    {
        foreach (var chunk in _chunks)
        {
            NativeMemory.Free((void*)chunk);
        }

        _chunks.Clear();
        _left = 0;
    }
}
