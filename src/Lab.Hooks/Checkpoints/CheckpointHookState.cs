namespace Lab.Hooks;

/// <summary>The checkpoints that the policy keeps.</summary>
/// <param name="Last">Names of the newest ones, oldest first.</param>
/// <param name="Best">The best ones, best first; the earlier of two equal ones first.</param>
/// <param name="Adopted">Ones that the trainer wrote by itself when the run was cancelled; they go when the next one is written.</param>
public sealed record CheckpointHookState(IReadOnlyList<string> Last, IReadOnlyList<RankedCheckpoint> Best, IReadOnlyList<string> Adopted);

/// <summary>A checkpoint that is kept for its value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The monitored value, finite.</param>
public sealed record RankedCheckpoint(string Name, double Value);
