using TorchSharp.Modules;

namespace Lab.Optimization;

/// <summary>Sorts a model's parameters into groups, and says which ones no group or several groups hold.</summary>
public static class ParameterGroups
{
    /// <summary>What the names of a loss's parameters begin with.</summary>
    public const string LossPrefix = "loss.";

    /// <summary>All trainable parameters of a model, and of a loss that has some, sorted by weight decay and learning rate.</summary>
    /// <param name="model">The model, on its device.</param>
    /// <param name="loss">The loss, on its device; its parameters are named <c>loss.*</c>.</param>
    /// <param name="settings">Decay and rates; the defaults if null, which make one group.</param>
    /// <returns>Groups that hold at least one parameter each, named by the stage or part that sets them apart, and <c>all</c>, <c>decay</c> or <c>no-decay</c>.</returns>
    /// <exception cref="LabValidationException">A part is not in the model, or a decay by depth is asked of a model that knows no depths.</exception>
    public static IReadOnlyList<ParameterGroup> Create(torch.nn.Module model, torch.nn.Module? loss = null, ParameterGroupSettings? settings = null)
    {
        settings ??= new ParameterGroupSettings();
        var parts = new ModelParts(model, loss);
        var rates = new LearningRates(parts, model, settings);
        var excepted = ModelStages.WithoutWeightDecay(model);
        return
        [
            .. from parameter in parts.Parameters
               let rate = rates.Of(parameter.Key)
               let kind = !settings.NoWeightDecayOnBiasAndNorm ? "all" : parameter.Value.dim() <= 1 || excepted(parameter.Key) ? "no-decay" : "decay"
               group parameter by (rate.Name, rate.Scale, Kind: kind) into alike
               select new ParameterGroup(
                   alike.Key.Name.Length == 0 ? alike.Key.Kind : $"{alike.Key.Name} ({alike.Key.Kind})",
                   [.. alike],
                   alike.Key.Kind == "no-decay" ? 0 : settings.WeightDecay,
                   alike.Key.Scale),
        ];
    }

    /// <summary>The trainable parameters of a model and a loss by name. A parameter that is used in several places counts once, under its first name.</summary>
    /// <exception cref="LabException">Two parameters have one name.</exception>
    public static IReadOnlyList<KeyValuePair<string, Parameter>> Trainable(torch.nn.Module model, torch.nn.Module? loss = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var found = new List<KeyValuePair<string, Parameter>>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        Add(model, string.Empty);
        if (loss is not null)
        {
            Add(loss, LossPrefix);
        }

        return found;

        void Add(torch.nn.Module module, string prefix)
        {
            foreach (var (name, parameter) in module.named_parameters())
            {
                if (!parameter.requires_grad || !seen.Add(parameter))
                {
                    continue;
                }

                if (!names.Add(prefix + name))
                {
                    throw new LabException($"Two parameters are named '{prefix + name}': rename the model's field 'loss', as the loss's own parameters go by that prefix.");
                }

                found.Add(new(prefix + name, parameter));
            }
        }
    }

    /// <summary>Compares the groups of an optimizer with what a model and a loss have.</summary>
    public static ParameterCoverage Cover(IReadOnlyList<ParameterGroup> groups, torch.nn.Module model, torch.nn.Module? loss = null)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var trainable = Trainable(model, loss);
        var counts = new Dictionary<Parameter, int>(ReferenceEqualityComparer.Instance);
        var held = groups.SelectMany(group => group.Parameters).ToList();
        foreach (var (_, parameter) in held)
        {
            counts[parameter] = counts.GetValueOrDefault(parameter) + 1;
        }

        var own = trainable.Select(pair => pair.Value).ToHashSet<Parameter>(ReferenceEqualityComparer.Instance);
        return new ParameterCoverage(
            [.. trainable.Where(pair => !counts.ContainsKey(pair.Value)).Select(pair => pair.Key)],
            [.. held.Where(pair => counts[pair.Value] > 1).Select(pair => pair.Key).Distinct(StringComparer.Ordinal)],
            [.. held.Where(pair => !own.Contains(pair.Value)).Select(pair => pair.Key)]);
    }
}
