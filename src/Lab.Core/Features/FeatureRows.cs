using Lab.Training;

namespace Lab.Features;

/// <summary>Gathers features and targets batch by batch, view by view, and puts them into the order of the data set.</summary>
internal sealed class FeatureRows<TTarget> : IDisposable
{
    private readonly List<Tensor> _features = [];
    private readonly List<TTarget> _targets = [];
    private readonly List<int> _indices = [];
    private readonly List<Tensor> _views = [];
    private TTarget? _allTargets;
    private int[]? _order;

    /// <summary>Keeps a copy of what a batch gave.</summary>
    public void Add<TInput>(Batch<TInput, TTarget> batch, Tensor features)
    {
        if (features.dim() == 0 || features.size(0) != batch.Count)
        {
            throw new LabException($"The features of {batch.Count} samples have the shape [{string.Join(", ", features.shape)}]: Embed must give a row per sample.");
        }

        _features.Add(features.detach().clone().DetachFromDisposeScope());
        if (_order is null)
        {
            _targets.Add(TensorStructure.Map(batch.Target, tensor => tensor.clone().DetachFromDisposeScope()));
        }

        _indices.AddRange(batch.Indices);
    }

    /// <summary>All samples of a view have been added.</summary>
    public void CloseView()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        int[] indices = [.. _indices];
        var rows = Enumerable.Range(0, indices.Length).Select(row => (long)row).ToArray();
        Array.Sort(indices, rows);
        if (_order is not null && !_order.AsSpan().SequenceEqual(indices))
        {
            throw new LabException("A sample could be read in one view and not in another: features need the same samples in all of them.");
        }

        if (indices.Length == 0)
        {
            throw new LabException("No sample could be read: there are no features.");
        }

        using var order = torch.tensor(rows, device: _features[0].device);
        _views.Add(torch.cat([.. _features]).index_select(0, order).DetachFromDisposeScope());
        if (_order is null)
        {
            _allTargets = TensorStructure.Map(TensorStructure.Concatenate(_targets), tensor => tensor.index_select(0, order).DetachFromDisposeScope());
            CheckTargets(indices.Length);
        }

        _order = indices;
        Drop();
    }

    /// <summary>The features of each view, the targets and the samples' indices. They are the caller's.</summary>
    public (IReadOnlyList<Tensor> Views, TTarget Targets, IReadOnlyList<int> Indices) Take()
    {
        var (views, targets) = (_views.ToArray(), _allTargets!);
        _views.Clear();
        _allTargets = default;
        return (views, targets, _order!);
    }

    public void Dispose()
    {
        Drop();
        _views.ForEach(view => view.Dispose());
        foreach (var tensor in TensorStructure.Tensors(_allTargets))
        {
            tensor.Dispose();
        }
    }

    private void Drop()
    {
        _features.ForEach(features => features.Dispose());
        foreach (var tensor in _targets.SelectMany(target => TensorStructure.Tensors(target)))
        {
            tensor.Dispose();
        }

        _features.Clear();
        _targets.Clear();
        _indices.Clear();
    }

    private void CheckTargets(int samples)
    {
        var tensors = TensorStructure.Tensors(_allTargets);
        if (tensors.Count == 0 || tensors.Any(tensor => tensor.dim() == 0 || tensor.size(0) != samples))
        {
            throw new LabException($"The targets, {typeof(TTarget).Name}, cannot be kept by sample: they must be a tensor, or a record, structure or tuple of tensors that can be set, each with a row per sample.");
        }
    }
}
