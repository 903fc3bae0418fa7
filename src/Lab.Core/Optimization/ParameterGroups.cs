using TorchSharp.Modules;

namespace Lab.Optimization;

/// <summary>Sorts a model's parameters into groups, and says which ones no group or several groups hold.</summary>
public static class ParameterGroups
{
    /// <summary>What the names of a loss's parameters begin with.</summary>
    public const string LossPrefix = "loss.";

    /// <summary>All trainable parameters of a model, and of a loss that has some, in one or two groups.</summary>
    /// <param name="model">The model, on its device.</param>
    /// <param name="loss">The loss, on its device; its parameters are named <c>loss.*</c>.</param>
    /// <param name="weightDecay">The weight decay.</param>
    /// <param name="noWeightDecayOnBiasAndNorm">Whether parameters with at most one dimension, which biases and the weights of norms are, get none; they then form a group <c>no-decay</c>.</param>
    /// <returns>Groups that hold at least one parameter each.</returns>
    public static IReadOnlyList<ParameterGroup> Create(torch.nn.Module model, torch.nn.Module? loss = null, double weightDecay = 0, bool noWeightDecayOnBiasAndNorm = false)
    {
        var trainable = Trainable(model, loss);
        if (!noWeightDecayOnBiasAndNorm)
        {
            return trainable.Count == 0 ? [] : [new ParameterGroup("all", trainable, weightDecay)];
        }

        var parts = trainable.ToLookup(parameter => parameter.Value.dim() <= 1);
        return
        [
            .. new[] { new ParameterGroup("decay", [.. parts[false]], weightDecay), new ParameterGroup("no-decay", [.. parts[true]], 0) }
                .Where(group => group.Parameters.Count > 0),
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
