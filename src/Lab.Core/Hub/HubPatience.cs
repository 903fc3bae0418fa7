namespace Lab.Hub;

/// <summary>Ends what a server does not answer.</summary>
internal sealed class HubPatience(TimeSpan patience, TimeProvider time, CancellationToken cancellation) : IDisposable
{
    private readonly CancellationTokenSource _silence = new(patience, time);

    public async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, cancellation);
        try
        {
            return await work(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_silence.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new HubTimeoutException(FormattableString.Invariant($"nothing came for {patience.TotalSeconds:0.###} s"));
        }
    }

    public void Dispose() => _silence.Dispose();
}

/// <summary>A server that is silent for too long.</summary>
internal sealed class HubTimeoutException(string message) : Exception(message);
