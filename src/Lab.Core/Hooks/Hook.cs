namespace Lab;

/// <summary>
/// Something that takes part in a run without being the trainer. Derive from one of the three kinds: <see cref="OptimHook"/> changes how the model is optimised,
/// <see cref="BatchHook"/> and <see cref="EpochHook"/> look, record and may ask the run to stop.
/// </summary>
/// <remarks>
/// Hooks run on the trainer's thread in the order in which they were added; what closes (<see cref="OnRunEnd"/>, <see cref="OnFault"/>,
/// <see cref="Dispose()"/>) runs in reverse. A hook whose state must survive a resume implements <see cref="IStateful{TState}"/>.
/// </remarks>
public abstract class Hook : IDisposable
{
    private protected Hook()
    {
    }

    /// <summary>The name in plans, errors and checkpoints. Two stateful hooks of one run need different names.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>
    /// Whether the hook takes part, as its options say; asked once per run. One that does not is never called but for its state and for <see cref="Dispose()"/>, and costs nothing; plans name it as off.
    /// </summary>
    public virtual bool IsEnabled => true;

    /// <summary>Metrics that this hook waits for, such as the one that early stopping monitors. A run refuses to start if nothing produces one of them.</summary>
    public virtual IReadOnlyList<MonitoredMetric> Monitors => [];

    /// <summary>The run is about to start, or to continue where <see cref="RunInfo.Start"/> says; states have been restored.</summary>
    public virtual void OnRunStart(RunInfo run)
    {
    }

    /// <summary>The run is over, in whichever way; <see cref="OnFault"/> has been called before if it failed. Called once, always.</summary>
    public virtual void OnRunEnd(RunResult result)
    {
    }

    /// <summary>Something threw: a hook, the model, the data. Called once per failed run.</summary>
    public virtual void OnFault(RunFault fault)
    {
    }

    /// <summary>The run's end; nothing is called afterwards. Called once, in reverse order, also after a failure.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the hook holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
