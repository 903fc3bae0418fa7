namespace Lab.Hooks;

/// <summary>What goes into an event file, immutable, so that another thread may write it.</summary>
/// <param name="WallTime">Seconds since 1970, UTC.</param>
/// <param name="Step">Optimizer steps that are done.</param>
internal abstract record EventRecord(double WallTime, long Step);

/// <summary>The first record of a file, which says what the others mean.</summary>
internal sealed record VersionRecord(double WallTime) : EventRecord(WallTime, 0);

/// <summary>The run continues: TensorBoard forgets what it has read of <c>Step</c> and later.</summary>
internal sealed record RestartRecord(double WallTime, long Step) : EventRecord(WallTime, Step);

/// <summary>Numbers by tag.</summary>
internal sealed record ScalarsRecord(double WallTime, long Step, IReadOnlyList<KeyValuePair<string, double>> Values) : EventRecord(WallTime, Step);

/// <summary>A text in Markdown.</summary>
internal sealed record TextRecord(double WallTime, long Step, string Tag, string Markdown) : EventRecord(WallTime, Step);

/// <summary>Everything before it is to be in the file; nothing of it is written.</summary>
/// <param name="Done">Set then.</param>
internal sealed record FlushRequest(ManualResetEventSlim Done) : EventRecord(0, 0);
