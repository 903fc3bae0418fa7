namespace Lab;

/// <summary>What happens when a sample cannot be read.</summary>
public enum UnreadableSamples
{
    /// <summary>The run fails with the sample's name. The default: data should be right.</summary>
    Fail,

    /// <summary>The sample is left out of its batch and counted; every number is weighted by the samples that are left.</summary>
    Skip,
}
