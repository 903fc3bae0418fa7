using Lab.Checkpoints;

namespace Lab;

/// <summary>What an observer may ask of the run. Requests are merged and acted on by the trainer once all hooks have been called.</summary>
public sealed class RunControl
{
    private readonly List<StopRequest> _stops = [];
    private readonly List<string> _saves = [];
    private readonly List<string> _deletes = [];

    internal RunControl()
    {
    }

    internal Hook? Caller { get; set; }

    internal IReadOnlyList<StopRequest> StopRequests => _stops;

    internal IReadOnlyList<string> Marks => _saves;

    internal IReadOnlyList<string> Deletions => _deletes;

    internal bool CheckpointRequested { get; private set; }

    /// <summary>Asks the run to stop after this step, or once the minimum of epochs is reached.</summary>
    /// <param name="reason">Why, for the run's result.</param>
    public void RequestStop(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        _stops.Add(new StopRequest(Caller?.Name ?? "caller", reason));
    }

    /// <summary>Asks for a checkpoint of the state after this step, once all hooks have been called. Several requests make one checkpoint.</summary>
    /// <param name="marks">Names under which to find it, such as <c>best</c>; a mark moves from the checkpoint that had it.</param>
    /// <returns>The name that the checkpoint will have.</returns>
    public string RequestCheckpoint(params IEnumerable<string> marks)
    {
        ArgumentNullException.ThrowIfNull(marks);
        CheckpointRequested = true;
        _saves.AddRange(marks);
        return CheckpointName;
    }

    /// <summary>Asks to delete a checkpoint; done only after this step's checkpoint, if any, has been written and verified.</summary>
    /// <param name="name">What <see cref="RequestCheckpoint"/> returned for it.</param>
    public void DeleteCheckpoint(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _deletes.Add(name);
    }

    /// <summary>The step after which a checkpoint that is asked for now will be written.</summary>
    internal long CheckpointStep { get; set; }

    /// <summary>The name of that checkpoint; made only when somebody asks.</summary>
    internal string CheckpointName
    {
        get => field ?? CheckpointStore.NameOf(new Position(0, 0, CheckpointStep));
        set;
    }

    internal void Clear()
    {
        _stops.Clear();
        _saves.Clear();
        _deletes.Clear();
        CheckpointRequested = false;
    }
}

/// <summary>A wish to stop, and whose it is.</summary>
/// <param name="Hook">The hook that asked.</param>
/// <param name="Reason">Why.</param>
public sealed record StopRequest(string Hook, string Reason);
