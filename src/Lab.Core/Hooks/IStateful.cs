namespace Lab;

/// <summary>State that a checkpoint holds and a resume restores. Implemented by hooks and schedules whose future depends on their past.</summary>
/// <typeparam name="TState">A record of plain values, written as JSON; doubles round-trip exactly.</typeparam>
public interface IStateful<TState>
    where TState : class
{
    /// <summary>The version of <typeparamref name="TState"/>'s meaning; a checkpoint with another one is refused.</summary>
    int StateVersion => 1;

    /// <summary>The state now. Called once per checkpoint, after every hook of the step.</summary>
    TState CaptureState();

    /// <summary>Continues from a state.</summary>
    void RestoreState(TState state);
}
