namespace Lab;

/// <summary>A sample cannot be read: its file is missing, truncated or no image.</summary>
public sealed class UnreadableSampleException : LabException
{
    /// <summary>An error about the sample's source.</summary>
    /// <param name="source">The file or record that cannot be read.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="innerException">What the reader said.</param>
    public UnreadableSampleException(string source, string reason, Exception? innerException = null)
        : base($"{source}: {reason}", innerException!) => SampleSource = source;

    /// <summary>The file or record that cannot be read.</summary>
    public string SampleSource { get; }
}
