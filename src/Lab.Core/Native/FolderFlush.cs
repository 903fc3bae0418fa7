using System.Runtime.InteropServices;

namespace Lab.Native;

/// <summary>Makes what was created, renamed or deleted in a folder outlive a loss of power, as flushing a file does for its content.</summary>
/// <remarks>POSIX keeps a file's name in its folder, which has to be flushed for itself (fsync(2)). Windows keeps names in the journal of its file system and offers nothing to call.</remarks>
internal static partial class FolderFlush
{
    // The same numbers on Linux and macOS.
    private const int ReadOnly = 0;
    private const int Interrupted = 4;
    private const int BadDescriptor = 9;
    private const int InvalidArgument = 22;

    /// <summary>Flushes the entries of a folder to disk.</summary>
    /// <exception cref="IOException">The folder cannot be opened, or the disk reports an error.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw Failure(folder);
        }

        try
        {
            int result;
            do
            {
                result = fsync(descriptor);
            }
            while (result != 0 && Marshal.GetLastPInvokeError() == Interrupted);

            // What file systems answer that cannot flush a folder; there is nothing more to be done on them.
            if (result != 0 && Marshal.GetLastPInvokeError() is not (BadDescriptor or InvalidArgument))
            {
                throw Failure(folder);
            }
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    private static IOException Failure(string folder) => new($"The folder {folder} could not be flushed to disk: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
