namespace MaskService;

/// <summary>Lets no more callers at something than may be there at once; the others wait without holding a thread.</summary>
/// <param name="count">How many, at least 1.</param>
internal sealed class Turns(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);

    /// <summary>Waits for a turn, which lasts until <paramref name="work"/> has returned; what it returns may still be under way then.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<T> Run<T>(Func<T> work, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            return work();
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();
}
