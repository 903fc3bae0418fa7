namespace Lab;

/// <summary>Sees every batch, besides what an <see cref="EpochHook"/> sees. It looks and records, and may ask the run to stop; it can change no weight.</summary>
public abstract class BatchHook : EpochHook
{
    /// <summary>A batch has been loaded and is about to be used.</summary>
    public virtual void OnBatchStart(BatchStart batch)
    {
    }

    /// <summary>A batch has been used; if it closed a window, the optimizer has stepped. The record is immutable and may be kept.</summary>
    public virtual void OnBatchEnd(BatchEnd batch, RunControl control)
    {
    }
}
