namespace Lab.Hub;

/// <summary>The repository has no such file or, offline, the cache has none.</summary>
public sealed class HubFileMissingException : LabException
{
    /// <summary>An error with the message to show.</summary>
    public HubFileMissingException(string message)
        : base(message)
    {
    }

    /// <summary>An error with the message to show and what caused it.</summary>
    public HubFileMissingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An error without a message.</summary>
    public HubFileMissingException()
    {
    }
}
