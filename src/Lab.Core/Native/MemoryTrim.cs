using System.Runtime.InteropServices;

namespace Lab.Native;

/// <summary>Gives freed native memory back to the system where the C library keeps it; between epochs, as it costs some milliseconds.</summary>
public static class MemoryTrim
{
    private static readonly Lazy<bool> Supported = new(() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, nameof(Libc.malloc_trim), out _));

    /// <summary>Trims the heap of glibc; does nothing elsewhere.</summary>
    /// <returns>Whether memory went back to the system.</returns>
    public static bool Trim() => Supported.Value && Libc.malloc_trim(0) != 0;
}

/// <summary>Entries of glibc.</summary>
internal static partial class Libc
{
    [LibraryImport("libc.so.6")]
    public static partial int malloc_trim(nuint keep);
}
