using Lab.Weights;
using TorchSharp.Modules;

namespace Lab.Averages;

/// <summary>A second state dictionary of a model: an average for every parameter and persistent buffer. Tensors that the model holds under several names have one average.</summary>
internal sealed class AveragedState : IDisposable
{
    private readonly Dictionary<Tensor, Tensor> _averages = new(ReferenceEqualityComparer.Instance);
    private readonly (Tensor Live, Tensor Average)[][] _averaged;
    private readonly (Tensor Live, Tensor Average)[] _copied;

    /// <summary>An average that is equal to the model now. Its tensors belong to no dispose scope.</summary>
    /// <param name="model">The model, on its device.</param>
    /// <param name="averagesBuffers">Whether buffers of floating point are averaged as parameters are; otherwise they are copied, as all other buffers are.</param>
    public AveragedState(torch.nn.Module model, bool averagesBuffers)
    {
        using var noGradient = torch.no_grad();
        var named = new List<KeyValuePair<string, Tensor>>();
        foreach (var (name, live) in StateDictionary.Capture(model))
        {
            if (!_averages.TryGetValue(live, out var average))
            {
                _averages.Add(live, average = live.clone().DetachFromDisposeScope());
            }

            named.Add(new(name, average));
        }

        Named = named;
        HasBatchNorm = BatchNormStatistics.Of(model).Any();
        var kinds = Pairs.ToLookup(pair => torch.is_floating_point(pair.Live) && (averagesBuffers || pair.Live is Parameter));
        _averaged = [.. kinds[true].GroupBy(pair => (pair.Live.dtype, pair.Live.device_type, pair.Live.device_index)).Select(group => group.ToArray())];
        _copied = [.. kinds[false]];
    }

    /// <summary>The averages under the model's names.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Named { get; }

    /// <summary>What the model holds, and the average of it.</summary>
    public IEnumerable<(Tensor Live, Tensor Average)> Pairs => _averages.Select(pair => (pair.Key, pair.Value));

    /// <summary>Whether the model has statistics of batch normalisation.</summary>
    public bool HasBatchNorm { get; }

    /// <summary>Moves every average by a share of its distance to the model, and copies what is not averaged.</summary>
    public void MoveTowardsModel(double share)
    {
        using var noGradient = torch.no_grad();
        foreach (var alike in _averaged)
        {
            // libtorch's step for many tensors at once is, with a weight that is a tensor, this same loop.
            using var weight = torch.tensor(share, alike[0].Live.dtype, alike[0].Live.device);
            foreach (var (live, average) in alike)
            {
                average.lerp_(live, weight);
            }
        }

        foreach (var (live, average) in _copied)
        {
            average.copy_(live);
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
        foreach (var average in _averages.Values)
        {
            average.Dispose();
        }
    }
}
