using Microsoft.Extensions.Logging;

namespace Lab.Checkpoints;

/// <summary>
/// Writes a run's checkpoints into its store: at once, or behind the steps that follow. Behind them, the caller's thread only copies the tensors' bytes; hashing, writing, verifying,
/// naming and what was asked for afterwards are done in order on another thread, which touches no tensor.
/// </summary>
/// <remarks>There is memory for one copy, so a checkpoint waits for the one before it. What fails in the background is thrown at the next call.</remarks>
internal sealed class CheckpointWriter(CheckpointStore store, bool inBackground, ILogger logger) : IDisposable
{
    private readonly BackgroundWork _work = new();
    private readonly CheckpointCopy _copy = new();
    private bool _reported;

    /// <inheritdoc cref="CheckpointStore.GoBackTo"/>
    public void GoBackTo(Checkpoint checkpoint) => store.GoBackTo(checkpoint);

    /// <summary>Writes a checkpoint and moves marks to it.</summary>
    /// <exception cref="LabException">This one, or one before it, could not be written.</exception>
    public void Write(CheckpointContent content, IReadOnlyCollection<string> marks)
    {
        if (!inBackground)
        {
            store.Write(content, marks);
            return;
        }

        Complete();
        var (position, files) = (content.Position, _copy.Take(content.Files));
        _work.Add(() => store.Write(position, files, marks));
    }

    /// <summary>Deletes a checkpoint, once those before have been written and verified.</summary>
    public void Delete(string name)
    {
        if (inBackground)
        {
            _work.Add(() => store.Delete(name));
        }
        else
        {
            store.Delete(name);
        }
    }

    /// <summary>Throws what has failed by now; waits for nothing.</summary>
    public void ThrowIfFailed()
    {
        if (_work.HasFailed)
        {
            Complete();
        }
    }

    /// <summary>Returns when everything is on disk.</summary>
    /// <exception cref="LabException">Something could not be written.</exception>
    public void Complete()
    {
        try
        {
            _work.Wait();
        }
        catch
        {
            _reported = true;
            throw;
        }
    }

    /// <summary>Waits for what is under way. A failure that nobody has been told of by now is logged, as another one is ending the run.</summary>
    public void Dispose()
    {
        try
        {
            _work.Wait();
        }
        catch (Exception failure)
        {
            if (!_reported)
            {
                logger.LogError(failure, "A checkpoint failed while the run was ending.");
            }
        }
        finally
        {
            _copy.Dispose();
        }
    }
}
