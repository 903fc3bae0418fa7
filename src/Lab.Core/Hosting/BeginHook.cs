namespace Lab.Hosting;

/// <summary>Tells the host that a run has begun: everything is checked, and the state that it goes on from is restored.</summary>
/// <param name="begin">Called once, before the first batch.</param>
/// <param name="train">Called when a training epoch begins or goes on; not at all where nothing is left to train.</param>
internal sealed class BeginHook(Action begin, Action? train = null) : EpochHook
{
    public override void OnRunStart(RunInfo run) => begin();

    public override void OnEpochStart(EpochStart epoch)
    {
        if (epoch.Phase == Phase.Train && epoch.FirstBatch < epoch.Batches)
        {
            train?.Invoke();
        }
    }
}
