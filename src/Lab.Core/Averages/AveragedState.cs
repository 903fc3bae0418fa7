using Lab.Checkpoints;
using TorchSharp.Modules;

namespace Lab.Averages;

/// <summary>A second state dictionary of a model: an average for every parameter and persistent buffer. Tensors that the model holds under several names have one average.</summary>
internal sealed class AveragedState : IDisposable
{
    private readonly List<Entry> _entries = [];

    /// <summary>An average that is equal to the model now. Its tensors belong to no dispose scope.</summary>
    public AveragedState(torch.nn.Module model)
    {
        using var noGradient = torch.no_grad();
        var entries = new Dictionary<Tensor, Entry>(ReferenceEqualityComparer.Instance);
        var named = new List<KeyValuePair<string, Tensor>>();
        foreach (var (name, live) in StateDictionary.Capture(model))
        {
            if (!entries.TryGetValue(live, out var entry))
            {
                entry = new Entry(live, live.clone().DetachFromDisposeScope(), live is Parameter, torch.is_floating_point(live));
                entries.Add(live, entry);
                _entries.Add(entry);
            }

            named.Add(new(name, entry.Average));
        }

        Named = named;
        HasBatchNorm = BatchNormStatistics.Of(model).Any();
    }

    /// <summary>The averages under the model's names.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Named { get; }

    /// <summary>What the model holds, and the average of it.</summary>
    public IEnumerable<(Tensor Live, Tensor Average)> Pairs => _entries.Select(entry => (entry.Live, entry.Average));

    /// <summary>Whether the model has statistics of batch normalisation.</summary>
    public bool HasBatchNorm { get; }

    /// <summary>Moves every average by a share of its distance; what is not of floating point, and buffers if so asked, is copied.</summary>
    public void MoveTowardsModel(double share, bool includeBuffers)
    {
        using var noGradient = torch.no_grad();
        using Scalar weight = share.ToScalar();
        foreach (var entry in _entries)
        {
            // In place: both calls return the average itself. A share of 1 must give the bits of the model, whatever the average was.
            _ = share < 1 && entry.IsFloatingPoint && (entry.IsParameter || includeBuffers)
                ? entry.Average.lerp_(entry.Live, weight)
                : entry.Average.copy_(entry.Live);
        }
    }

    /// <summary>Takes over values by name.</summary>
    /// <exception cref="LabException">Names are missing or unknown, or shapes differ.</exception>
    public void Restore(IReadOnlyDictionary<string, Tensor> state)
    {
        var known = Named.Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        var problems = Named.Where(pair => !state.ContainsKey(pair.Key)).Select(pair => $"'{pair.Key}' is missing")
            .Concat(state.Keys.Where(name => !known.Contains(name)).Select(name => $"'{name}' is not in the model"))
            .Concat(Named.Where(pair => state.TryGetValue(pair.Key, out var value) && !value.shape.SequenceEqual(pair.Value.shape))
                .Select(pair => $"'{pair.Key}' has the shape [{string.Join(", ", state[pair.Key].shape)}], [{string.Join(", ", pair.Value.shape)}] in the model"))
            .ToList();
        if (problems.Count > 0)
        {
            throw new LabException($"The averaged weights do not fit the model: {string.Join("; ", problems.Take(10))}{(problems.Count > 10 ? $"; and {problems.Count - 10} more" : string.Empty)}. Resume with the model that the run was started with.");
        }

        using var noGradient = torch.no_grad();
        foreach (var (name, average) in Named)
        {
            average.copy_(state[name]);
        }
    }

    public void Dispose()
    {
        foreach (var entry in _entries)
        {
            entry.Average.Dispose();
        }
    }

    private sealed record Entry(Tensor Live, Tensor Average, bool IsParameter, bool IsFloatingPoint);
}
