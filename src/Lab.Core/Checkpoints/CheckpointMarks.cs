using System.Text.Json.Nodes;

namespace Lab.Checkpoints;

/// <summary>Which checkpoint carries which mark.</summary>
/// <remarks>
/// The table stands twice: in <c>marks.json</c>, and in the manifest of every checkpoint as it was when that one was written. So a process that is killed between naming a
/// checkpoint and replacing <c>marks.json</c> loses no mark, and neither does a <c>marks.json</c> that is damaged: the table with the highest revision counts.
/// </remarks>
/// <param name="Revision">How often the table has been changed; 0 for none.</param>
/// <param name="Names">Names of checkpoints by mark.</param>
internal sealed record CheckpointMarks(long Revision, IReadOnlyDictionary<string, string> Names)
{
    public static CheckpointMarks None { get; } = new(0, new Dictionary<string, string>());

    /// <summary>The table after <paramref name="marks"/> have moved to a checkpoint.</summary>
    public CheckpointMarks With(IReadOnlyCollection<string> marks, string checkpoint)
    {
        if (marks.Count == 0)
        {
            return this;
        }

        var names = new Dictionary<string, string>(Names, StringComparer.Ordinal);
        foreach (var mark in marks)
        {
            names[mark] = checkpoint;
        }

        return new CheckpointMarks(Revision + 1, names);
    }

    public bool HasSameNames(CheckpointMarks other) => Names.Count == other.Names.Count && Names.All(pair => other.Names.GetValueOrDefault(pair.Key) == pair.Value);

    public JsonNode ToJson() => ManifestJson.ToNode(this);
}
