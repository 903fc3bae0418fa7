namespace Lab.Checkpoints;

/// <summary>Work that is done in order, one piece after the other, on another thread. Once a piece has failed, those after it are not done.</summary>
internal sealed class BackgroundWork
{
    private Task _last = Task.CompletedTask;

    public void Add(Action work) => _last = _last.ContinueWith(
        before =>
        {
            before.GetAwaiter().GetResult();
            work();
        },
        CancellationToken.None,
        TaskContinuationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>Returns when all is done; throws what a piece has thrown.</summary>
    public void Wait() => _last.GetAwaiter().GetResult();

    /// <summary>Whether a piece has thrown, and all is over by now.</summary>
    public bool HasFailed => _last.IsFaulted;
}
