namespace Lab.Hooks;

/// <summary>Files of the run folder that grow while others read them.</summary>
internal static class RunFile
{
    /// <summary>Opens a file at its end and leaves it open to readers; makes it if it is absent.</summary>
    public static FileStream Append(string path) =>
        Guard(path, () => new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));

    /// <summary>Makes a file that nobody else has made and leaves it open to readers.</summary>
    public static FileStream Create(string path) =>
        Guard(path, () => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16));

    /// <summary>Runs what touches a file; an error of the file system comes back as one that names the file and the way out.</summary>
    public static TResult Guard<TResult>(string path, Func<TResult> action)
    {
        try
        {
            return action();
        }
        catch (Exception failure) when (IsFileFailure(failure))
        {
            throw CannotWrite(path, failure);
        }
    }

    public static bool IsFileFailure(Exception failure) => failure is IOException or UnauthorizedAccessException or System.Security.SecurityException;

    public static LabException CannotWrite(string path, Exception failure) =>
        new($"{path} cannot be written: {failure.Message} Free space, mend the folder's permissions or choose another output folder.", failure);
}
