using System.Runtime.InteropServices;

namespace Lab.Vision.Caching;

/// <summary>
/// Native memory in large pieces, all of it freed at once. Images as arrays would be copied by the garbage collector, and one allocation each would use up the
/// process's memory mappings.
/// </summary>
internal sealed unsafe class NativeChunks : IDisposable
{
    private const int Chunk = 16 << 20;
    private const int Alignment = 64;

    private readonly List<IntPtr> _chunks = [];
    private byte* _free;
    private nuint _left;

    ~NativeChunks() => Free();

    /// <summary>Memory for so many bytes. Not for several threads at once.</summary>
    public IntPtr Take(int bytes)
    {
        var size = ((nuint)bytes + Alignment - 1) / Alignment * Alignment;
        if (size > Chunk / 4)
        {
            var own = (IntPtr)NativeMemory.Alloc(size);
            _chunks.Add(own);
            return own;
        }

        if (size > _left)
        {
            _free = (byte*)NativeMemory.Alloc(Chunk);
            _left = Chunk;
            _chunks.Add((IntPtr)_free);
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
