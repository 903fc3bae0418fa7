using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Lab.Vision.Caching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lab.Vision;

/// <summary>
/// Keeps decoded images between epochs, in memory or on disk, as far prepared as their transforms do the same each time: resized, if the resize stands before everything random and
/// no random transform resamples; whole otherwise. Batches are the same bits with and without it.
/// </summary>
/// <remarks>
/// One instance serves all data sets of a run, so that one limit holds for all of them. It lives at least as long as the loaders that read through it.
/// A file that changes is seen by the next process with a cache on disk, and by the next <see cref="ImageCache"/> in memory.
/// </remarks>
public sealed class ImageCache : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<ImageStore>> _stores = new(StringComparer.Ordinal);
    private readonly ILogger _log;
    private readonly CacheRoom _room;

    /// <summary>A cache as the options say.</summary>
    /// <param name="options">Where, how much and when.</param>
    /// <param name="log">Hears when the cache is full, damaged or cannot be written, and how far filling is.</param>
    public ImageCache(ImageCacheOptions options, ILogger<ImageCache>? log = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        _log = log ?? NullLogger<ImageCache>.Instance;
        _room = new CacheRoom(options.CacheLimit, _log);
    }

    /// <summary>Where, how much and when.</summary>
    public ImageCacheOptions Options { get; }

    /// <summary>Bytes of pixels that are in the cache now.</summary>
    public ByteSize Used => new(_room.Used);

    internal ILogger Log => _log;

    /// <summary>Frees the memory and closes the files. No loader may be reading any more.</summary>
    public void Dispose()
    {
        foreach (var store in _stores.Values.Where(store => store.IsValueCreated))
        {
            store.Value.Dispose();
        }

        _stores.Clear();
    }

    /// <summary>Where images of a decoder are that are prepared in one way; others whose transforms print alike may be there too.</summary>
    internal ImageStore StoreFor(ImageDecoder decoder, Preparation preparation)
    {
        var description = $"decoder: {decoder.Identity}\npreparation: {preparation}\nlibrary: {typeof(ImageCache).Module.ModuleVersionId}\n";
        return _stores.GetOrAdd(description, text => new Lazy<ImageStore>(() => Open(text))).Value;
    }

    private ImageStore Open(string description)
    {
        if (Options.Cache == ImageCaching.Memory)
        {
            return new MemoryStore(_room, new NativeChunks(), _log);
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(description)))[..16];
        var folder = Path.GetFullPath(Path.Combine(Options.CacheFolder, name));
        try
        {
            return new DiskStore(folder, description, _room, _log);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"The image cache in {folder} cannot be opened: {failure.Message} Choose another folder with --cache-folder, or --cache none.", failure);
        }
    }
}
