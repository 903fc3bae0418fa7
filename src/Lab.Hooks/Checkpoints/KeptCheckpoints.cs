namespace Lab.Hooks;

/// <summary>Which checkpoints are kept: the newest and the best, each up to a number. One that is neither any more may go.</summary>
internal sealed class KeptCheckpoints(int? keepLast, int keepBest)
{
    private readonly List<string> _last = [];
    private readonly List<RankedCheckpoint> _best = [];
    private readonly List<string> _adopted = [];

    /// <summary>Whether a value is among the best; a tie with the worst of a full list is not.</summary>
    public bool Ranks(MonitoredValue value) =>
        keepBest > 0 && double.IsFinite(value.Value) && (_best.Count < keepBest || value.IsBetterThan(_best[^1].Value));

    /// <summary>Whether a value is better than all before.</summary>
    public bool IsBest(MonitoredValue value) => keepBest > 0 && value.IsBetterThan(_best.Count > 0 ? _best[0].Value : null);

    /// <summary>Takes in a checkpoint that is about to be written.</summary>
    /// <returns>Names that are kept no longer.</returns>
    public IReadOnlyList<string> Add(string name, MonitoredValue? ranked)
    {
        var before = Names();
        _last.Remove(name);
        _last.Add(name);
        if (keepLast is { } most && _last.Count > most)
        {
            _last.RemoveRange(0, _last.Count - most);
        }

        if (ranked is { } value)
        {
            _best.RemoveAll(kept => kept.Name == name);
            var worse = _best.FindIndex(kept => value.IsBetterThan(kept.Value));
            _best.Insert(worse < 0 ? _best.Count : worse, new RankedCheckpoint(name, value.Value));
            if (_best.Count > keepBest)
            {
                _best.RemoveRange(keepBest, _best.Count - keepBest);
            }
        }

        before.UnionWith(_adopted);
        _adopted.Clear();
        before.ExceptWith(Names());
        return [.. before];
    }

    /// <summary>Takes in the checkpoint that the run resumed from, if it is not known: it goes when the next one is written.</summary>
    public void Adopt(string name)
    {
        if (!Names().Contains(name) && !_adopted.Contains(name))
        {
            _adopted.Add(name);
        }
    }

    public CheckpointHookState Capture() => new([.. _last], [.. _best], [.. _adopted]);

    public void Clear()
    {
        _last.Clear();
        _best.Clear();
        _adopted.Clear();
    }

    public void Restore(CheckpointHookState state)
    {
        Clear();
        _last.AddRange(state.Last);
        _best.AddRange(state.Best);
        _adopted.AddRange(state.Adopted);
    }

    private SortedSet<string> Names() => new(_last.Concat(_best.Select(kept => kept.Name)), StringComparer.Ordinal);
}
