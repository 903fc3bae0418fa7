namespace Lab.Optimization;

/// <summary>What every parameter's learning rate is multiplied by, and why.</summary>
internal sealed class LearningRates
{
    private readonly List<(string Name, double Scale, IReadOnlySet<string> Parameters)> _parts = [];
    private readonly Dictionary<string, (string Stage, double Scale)> _depths = new(StringComparer.Ordinal);

    /// <exception cref="LabValidationException">A part is not in the model, or a decay by depth is asked of a model that knows no depths.</exception>
    public LearningRates(ModelParts parts, torch.nn.Module model, ParameterGroupSettings settings)
    {
        var problems = new List<string>();
        foreach (var (part, scale) in settings.LearningRateScales)
        {
            _parts.Add((part, scale, parts.Find(part)));
            if (_parts[^1].Parameters.Count == 0)
            {
                problems.Add(parts.Unknown("--learning-rate-scales", part));
            }
        }

        if (settings.LayerDecay != 1)
        {
            if (ModelStages.Of(model) is { } stages)
            {
                AddDepths(stages, settings.LayerDecay);
            }
            else
            {
                problems.Add(FormattableString.Invariant($"--layer-decay {settings.LayerDecay}: {model.GetName()} does not say at which depth its parameters lie. Let it implement {nameof(IStagedModel)}, or hold one network that does, as every backbone of Lab.Vision does."));
            }
        }

        if (problems.Count > 0)
        {
            throw new LabValidationException(problems);
        }
    }

    /// <summary>A name for the group of a parameter, empty where nothing sets it apart, and its factor.</summary>
    public (string Name, double Scale) Of(string parameter)
    {
        var part = _parts.Find(part => part.Parameters.Contains(parameter));
        var depth = _depths.GetValueOrDefault(parameter, (string.Empty, 1));
        return part.Name is null ? depth : (depth.Item1.Length == 0 || depth.Item1 == part.Name ? part.Name : $"{depth.Item1}, {part.Name}", depth.Item2 * part.Scale);
    }

    private void AddDepths(IReadOnlyList<ModelStage> stages, double decay)
    {
        for (var i = 0; i < stages.Count; i++)
        {
            foreach (var parameter in stages[i].Parameters)
            {
                _depths[parameter] = (stages[i].Name, Math.Pow(decay, stages.Count - 1 - i));
            }
        }
    }
}
