namespace Lab.Hooks;

/// <summary>What early stopping remembers.</summary>
/// <param name="Best">The best value so far, finite; null before the first.</param>
/// <param name="Since">The epoch from whose end patience counts: that of the best value, or the one before the first report; null before the first report.</param>
public sealed record EarlyStoppingState(double? Best, int? Since);
