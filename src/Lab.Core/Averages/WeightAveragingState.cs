namespace Lab;

/// <summary>What an average of weights remembers beside the average itself.</summary>
/// <param name="Updates">How many times weights have entered it.</param>
/// <param name="IsStale">Whether its statistics of batch normalisation are those of earlier weights.</param>
public sealed record WeightAveragingState(long Updates, bool IsStale);
