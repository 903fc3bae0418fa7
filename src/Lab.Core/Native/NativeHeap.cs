using System.Runtime.InteropServices;

namespace Lab.Native;

/// <summary>What the C library does with native memory that is freed. libtorch takes and frees the tensors of a step anew in every step.</summary>
public static partial class NativeHeap
{
    // Parameters of glibc's mallopt.
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;

    private static readonly Lazy<bool> Supported = new(() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, nameof(malloc_trim), out _));

    private static readonly Lazy<bool> Kept = new(() =>
        Supported.Value && !IsTuned() && mallopt(TrimThreshold, int.MaxValue) != 0 && (mallopt(MapThreshold, 1 << 30) != 0 || mallopt(MapThreshold, 1 << 25) != 0));

    /// <summary>
    /// Lets the process keep what is freed, up to 2 GiB at once, until <see cref="Trim"/>. Otherwise glibc maps every large tensor anew and unmaps it after use, and the system clears all of its
    /// pages each time: a tenth of a training step. Done once per process, by the first run; a process whose environment tunes glibc's malloc is left as it is.
    /// </summary>
    /// <returns>Whether freed memory is kept; false on other systems.</returns>
    public static bool KeepFreed() => Kept.Value;

    /// <summary>Gives what is freed back to the system; between epochs, as it costs some milliseconds. Does nothing without glibc.</summary>
    /// <returns>Whether memory went back to the system.</returns>
    public static bool Trim() => Supported.Value && malloc_trim(0) != 0;

    private static bool IsTuned() =>
        Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is not null
        || Environment.GetEnvironmentVariable("MALLOC_TRIM_THRESHOLD_") is not null
        || Environment.GetEnvironmentVariable("LD_PRELOAD") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("GLIBC_TUNABLES")?.Contains("glibc.malloc", StringComparison.Ordinal) == true;

    [LibraryImport("libc.so.6")]
    private static partial int malloc_trim(nuint keep);

    [LibraryImport("libc.so.6")]
    private static partial int mallopt(int parameter, int value);
}
