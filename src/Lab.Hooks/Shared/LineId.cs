namespace Lab.Hooks;

/// <summary>What a line of a run's file is about. A run that is not interrupted writes each at most once.</summary>
/// <param name="What">Its kind, phase and epoch.</param>
/// <param name="Step">Optimizer steps that were done.</param>
internal sealed record LineId(string What, long Step);
