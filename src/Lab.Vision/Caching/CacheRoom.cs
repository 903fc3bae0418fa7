using Microsoft.Extensions.Logging;

namespace Lab.Vision.Caching;

/// <summary>The bytes that all stores of a cache may hold together.</summary>
internal sealed partial class CacheRoom(ByteSize limit, ILogger log)
{
    private long _used;
    private int _told;

    /// <summary>Bytes in use.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Takes room, if there is enough left; says once that there is none.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= limit.Bytes)
        {
            return true;
        }

        Interlocked.Add(ref _used, -bytes);
        if (Interlocked.Exchange(ref _told, 1) == 0)
        {
            LogFull(log, limit);
        }

        return false;
    }

    /// <summary>Gives back room that was taken for what could not be kept.</summary>
    public void GiveBack(long bytes) => Interlocked.Add(ref _used, -bytes);

    /// <summary>Counts bytes that are there already.</summary>
    public void Count(long bytes) => Interlocked.Add(ref _used, bytes);

    [LoggerMessage(Level = LogLevel.Information, Message = "The image cache is full at {Limit}; the other images are decoded each time. Raise --cache-limit, or resize before random transforms so that smaller images are kept.")]
    private static partial void LogFull(ILogger log, ByteSize limit);
}
