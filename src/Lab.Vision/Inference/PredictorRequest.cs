using System.Buffers;

namespace Lab.Vision;

/// <summary>One image that waits for its answer.</summary>
/// <param name="source">Its name.</param>
/// <param name="buffers">Its bytes for each kind of preprocessing, in pooled arrays.</param>
/// <param name="cancellation">Takes it back.</param>
internal sealed class PredictorRequest(string source, byte[][] buffers, CancellationToken cancellation)
{
    // Whoever awaits goes on elsewhere: the worker has the next batch to compute.
    private readonly TaskCompletionSource<Prediction> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Source => source;

    public Task<Prediction> Answer => _answer.Task;

    public bool IsCancelled => cancellation.IsCancellationRequested;

    /// <summary>The bytes for a kind of preprocessing, at least as many as it has.</summary>
    public byte[] Buffer(int preparation) => buffers[preparation];

    public void Complete(Prediction prediction) => _answer.TrySetResult(prediction);

    public void Fail(Exception error) => _answer.TrySetException(error);

    public void Cancel() => _answer.TrySetCanceled(cancellation);

    /// <summary>Gives the bytes back to the pool.</summary>
    public void Release()
    {
        foreach (var buffer in buffers)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
