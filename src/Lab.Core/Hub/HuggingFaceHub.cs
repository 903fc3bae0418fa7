namespace Lab.Hub;

/// <summary>Fetches published files from Hugging Face's hub, once per user: a file that is in the cache is used without a connection.</summary>
/// <remarks>
/// <para>A download that breaks goes on where it broke, at once or the next time. What arrives is compared with the hash that the server named before it gets its name, so the cache holds whole files only. Two
/// processes that want one file wait for each other.</para>
/// <para>The cache and the environment's variables are those of Python's <c>huggingface_hub</c>; see <see cref="HubOptions"/>. Safe for several threads.</para>
/// </remarks>
public sealed class HuggingFaceHub
{
    private readonly TimeProvider _time;
    private readonly HubCache _cache;

    /// <summary>A hub.</summary>
    /// <param name="options">Server, cache, token; those of the environment if null.</param>
    /// <param name="time">The clock of waits; the system's if null.</param>
    public HuggingFaceHub(HubOptions? options = null, TimeProvider? time = null)
    {
        Options = options ?? HubOptions.FromEnvironment();
        _time = time ?? TimeProvider.System;
        _cache = new HubCache(Options.CacheFolder);
    }

    /// <summary>Server, cache and token.</summary>
    public HubOptions Options { get; }

    /// <summary>The path of a file in the cache, fetched if it is not there.</summary>
    /// <param name="name">The file.</param>
    /// <param name="progress">Told of the first byte, the last, and at most ten times a second between them, on the calling thread.</param>
    /// <param name="cancellation">Ends the download; what has arrived is kept for the next time.</param>
    /// <exception cref="LabException">There is no such file, it may not be read, or it cannot be fetched; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/>.</exception>
    public string Get(HubFileName name, Action<HubProgress>? progress = null, CancellationToken cancellation = default) => GetAsync(name, progress, cancellation).GetAwaiter().GetResult();

    /// <inheritdoc cref="Get"/>
    public async Task<string> GetAsync(HubFileName name, Action<HubProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        name.Check();
        if (_cache.Find(name) is { } found && (Options.IsOffline || !Options.Refresh || name.IsCommit))
        {
            return found;
        }

        if (Options.IsOffline)
        {
            throw HubRefusal.NotInCache(name, Options);
        }

        using var connection = new HubConnection(Options, _time);
        var info = await connection.DescribeAsync(name, cancellation).ConfigureAwait(false);
        try
        {
            using var mine = await LockAsync(_cache.LockOf(name, info.Hash), cancellation).ConfigureAwait(false);
            if (!File.Exists(_cache.BlobOf(name, info.Hash)))
            {
                await new HubDownload(connection, name, info, _cache.BlobOf(name, info.Hash), Options, _time, progress).RunAsync(cancellation).ConfigureAwait(false);
            }

            return _cache.Publish(name, info.Commit, info.Hash);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{name} of {info.Size} bytes cannot be kept in {Options.CacheFolder}: {failure.Message} Free some space, or set HF_HOME to a folder with more.", failure);
        }
    }

    // The kernel releases it if the process dies. Python's library locks the same file in the same way.
    private async Task<FileStream> LockAsync(string path, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException taken) when (IsTaken(taken))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), _time, cancellation).ConfigureAwait(false);
            }
        }
    }

    // Windows: ERROR_SHARING_VIOLATION; Linux and macOS: EWOULDBLOCK.
    private static bool IsTaken(IOException failure) => failure.HResult is unchecked((int)0x80070020) or 11 or 35;
}
