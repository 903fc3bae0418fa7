using System.Text.Json.Nodes;
using Lab.Runs;

namespace Lab;

/// <summary>
/// What the run recorded whose weights are used, for parts that must be again what they were: the collator of a run that is resumed, evaluated, predicted with, exported or analysed, or of one that begins with another's weights
/// (<see cref="RunOptions.From"/>). Parts of an experiment ask for it in their constructors; it is empty where there is no such run.
/// </summary>
public sealed record EarlierRun
{
    /// <summary>The run's folder; null where there is no earlier run.</summary>
    public string? Folder { get; init; }

    /// <summary>How inputs were prepared, as <see cref="IInputPreparation.ToJson"/> wrote it; null where there is no earlier run, or its collator did not say it.</summary>
    public JsonObject? Preparation { get; init; }

    // Of a run that is used, where its own weights are from no longer matters.
    internal static EarlierRun Of(RunFolder? used, RunOptions options)
    {
        var run = used ?? (options.From is { } from ? RunFolder.Open(from) : null);
        return new EarlierRun { Folder = run?.Path, Preparation = run?.Record["preparation"]?.DeepClone() as JsonObject };
    }
}
