using System.Text.Json.Nodes;

namespace Lab.Inference;

/// <summary>A model that can say how one like it is built. Every file of its weights says so, so that the file alone is enough to use it.</summary>
internal interface IRebuildable
{
    /// <summary>What to build, or null for one that only its maker can build.</summary>
    JsonObject? Architecture { get; }
}
