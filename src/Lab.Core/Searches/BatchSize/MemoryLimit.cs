namespace Lab.Searches;

/// <summary>How far the process's memory may grow while batch sizes are tried.</summary>
internal static class MemoryLimit
{
    private const long Mebibyte = 1 << 20;

    /// <summary>The limit that is asked for in MiB; without one half of what is free, or no limit where the device's own memory ends the search.</summary>
    public static long InBytes(int? mebibytes, bool cuda)
    {
        if (mebibytes is { } given)
        {
            return given * Mebibyte;
        }

        // Of the container, where there is one.
        var memory = GC.GetGCMemoryInfo();
        return cuda ? long.MaxValue : Math.Max(Mebibyte, (memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes) / 2);
    }
}
