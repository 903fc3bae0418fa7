namespace Lab.Hooks;

/// <summary>How files of the run folder fail: with an error that names the file and the way out.</summary>
internal static class RunFile
{
    /// <summary>Runs what touches a file.</summary>
    /// <exception cref="LabException">The file system refused.</exception>
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
