namespace Lab;

/// <summary>What a search for the batch size tried and found.</summary>
public sealed record BatchSizeTrials
{
    /// <summary>Every size that was tried, in the order of trying.</summary>
    public required IReadOnlyList<BatchSizeTrial> Trials { get; init; }

    /// <summary>The largest size that fits, to within a sixteenth where a larger one was tried that does not; null if none does.</summary>
    public BatchSizeTrial? Largest => Trials.Where(trial => trial.Fits).MaxBy(trial => trial.Size);

    /// <summary>The size with the most samples per second of those that fit; null if none does.</summary>
    public BatchSizeTrial? Fastest => Trials.Where(trial => trial.Fits).MaxBy(trial => trial.SamplesPerSecond);
}

/// <summary>One batch size of a search.</summary>
public sealed record BatchSizeTrial
{
    /// <summary>Samples of a batch.</summary>
    public required int Size { get; init; }

    /// <summary>Whether the steps were done within the memory that is allowed.</summary>
    public required bool Fits { get; init; }

    /// <summary>Samples that were trained on per second, waiting for data included; NaN if memory ran out.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>How far the process's memory grew beyond what it was before the search, in bytes. Memory that an earlier size left behind counts too. Does not count the memory of a CUDA device.</summary>
    public required long MemoryGrowth { get; init; }
}
