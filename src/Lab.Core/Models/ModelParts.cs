using System.IO.Enumeration;
using Lab.Optimization;
using TorchSharp.Modules;

namespace Lab;

/// <summary>
/// The trainable parameters of a model by the words that options use for parts of it: the beginning of names at a dot ("layer1", "backbone.blocks.0"), a pattern with <c>*</c> ("*.bn1"), a stage
/// ("stem", "head"), or "backbone" for every stage but the head.
/// </summary>
internal sealed class ModelParts
{
    public const string Backbone = "backbone";

    private readonly IReadOnlyList<ModelStage>? _stages;
    private readonly torch.nn.Module _model;

    public ModelParts(torch.nn.Module model, torch.nn.Module? loss)
    {
        _model = model;
        Parameters = ParameterGroups.Trainable(model, loss);
        _stages = ModelStages.Of(model);
    }

    public IReadOnlyList<KeyValuePair<string, Parameter>> Parameters { get; }

    /// <summary>The names of a part's parameters; empty if there is no such part, or all of it is frozen for good.</summary>
    public IReadOnlySet<string> Find(string part)
    {
        var found = Parameters.Select(pair => pair.Key).Where(name => Matches(part, name)).ToHashSet(StringComparer.Ordinal);
        foreach (var stage in _stages ?? [])
        {
            if (Matches(part, stage.Name) || (part == Backbone && stage.Name != ModelStage.Head))
            {
                found.UnionWith(stage.Parameters);
            }
        }

        return found;
    }

    /// <summary>What to say where <see cref="Find"/> finds nothing.</summary>
    public string Unknown(string option, string part) =>
        $"{option} '{part}': {_model.GetName()} has no such part to train. Name {(_stages is null ? string.Empty : $"'{Backbone}', a stage ({string.Join(", ", _stages.Select(stage => stage.Name))}), ")}"
        + $"the beginning of parameters' names ({string.Join(", ", Parameters.Select(pair => pair.Key.Split('.')[0]).Distinct().Take(10))}) or a pattern such as '*.bias'.";

    private static bool Matches(string part, string name) =>
        FileSystemName.MatchesSimpleExpression(part, name, ignoreCase: false) || FileSystemName.MatchesSimpleExpression($"{part}.*", name, ignoreCase: false);
}
