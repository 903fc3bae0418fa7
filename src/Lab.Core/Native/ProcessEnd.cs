using System.Runtime.InteropServices;

namespace Lab.Native;

/// <summary>Ends the process at once, whatever its threads are doing.</summary>
internal static partial class ProcessEnd
{
    /// <summary>Ends the process with an exit code.</summary>
    /// <remarks><see cref="Environment.Exit"/> runs the native libraries' clean-up, under which a libtorch that is computing on another thread crashes: the exit code was 139.</remarks>
    public static void Now(int exitCode)
    {
        if (!OperatingSystem.IsWindows())
        {
            ExitWithoutCleanUp(exitCode);
        }

        Environment.Exit(exitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitWithoutCleanUp(int exitCode);
}
