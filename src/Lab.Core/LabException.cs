namespace Lab;

/// <summary>An error whose message is meant for the person who runs the experiment: what was wrong, the value seen, and what mends it.</summary>
public class LabException : Exception
{
    /// <summary>An error with the message to show.</summary>
    public LabException(string message)
        : base(message)
    {
    }

    /// <summary>An error with the message to show and what caused it.</summary>
    public LabException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An error without a message.</summary>
    public LabException()
    {
    }
}
