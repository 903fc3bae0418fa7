namespace Lab.Hooks;

/// <summary>The mean training loss over the samples of an optimizer step, from the batches of its window.</summary>
internal struct WindowLoss
{
    private double _sum;
    private long _samples;

    public void Reset() => this = default;

    /// <summary>Takes in a batch; true with the mean if the batch closed a step.</summary>
    public bool Closes(BatchEnd batch, out double loss)
    {
        if (batch.Samples > 0)
        {
            // A batch whose samples were all unreadable has no loss.
            _sum += batch.Loss * batch.Samples;
            _samples += batch.Samples;
        }

        loss = _sum / _samples;
        if (double.IsNaN(batch.LearningRate))
        {
            return false;
        }

        // A window whose step was skipped is over too; its loss is no step's.
        Reset();
        return batch.Stepped;
    }
}
