namespace Lab.Hosting;

/// <summary>Tells the host that a run has begun: everything is checked, and the state that it goes on from is restored.</summary>
internal sealed class BeginHook(Action begin) : EpochHook
{
    public override void OnRunStart(RunInfo run) => begin();
}
