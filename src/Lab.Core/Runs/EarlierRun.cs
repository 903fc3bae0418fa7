using System.Text.Json.Nodes;

namespace Lab;

/// <summary>
/// What a run recorded when it began, for parts that must be again what they were: the collator of a run that is resumed, evaluated, predicted with, exported or analysed. Parts of an experiment ask for it in their constructors; where a
/// run begins, it is empty.
/// </summary>
public sealed record EarlierRun
{
    /// <summary>How inputs were prepared, as <see cref="IInputPreparation.ToJson"/> wrote it; null where a run begins, or did not say it.</summary>
    public JsonObject? Preparation { get; init; }
}
