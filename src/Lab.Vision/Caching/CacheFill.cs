using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Lab.Vision.Caching;

/// <summary>Fills a cache before the first epoch, on several threads, and tells how far it is.</summary>
internal static partial class CacheFill
{
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(10);

    /// <summary>Calls <paramref name="ensure"/> for every sample.</summary>
    /// <param name="count">Samples.</param>
    /// <param name="ensure">Brings a sample into the cache.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cache">The cache.</param>
    /// <param name="cancellation">Ends it.</param>
    public static void Run(int count, Action<int> ensure, int threads, ImageCache cache, CancellationToken cancellation)
    {
        var (started, told, done) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), 0);
        var gate = new Lock();
        ImageLoop.Run(
            count,
            threads,
            index =>
            {
                try
                {
                    ensure(index);
                }
                catch (UnreadableSampleException)
                {
                    // The loader meets it again and does what its policy says.
                }

                lock (gate)
                {
                    done++;
                    if (Stopwatch.GetElapsedTime(told) > Told)
                    {
                        told = Stopwatch.GetTimestamp();
                        LogProgress(cache.Log, done, count, cache.Used, TimeSpan.FromSeconds(Math.Ceiling(Stopwatch.GetElapsedTime(started).TotalSeconds / done * (count - done))));
                    }
                }
            },
            cancellation);
        LogFilled(cache.Log, count, Stopwatch.GetElapsedTime(started).TotalSeconds, cache.Used);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Filling the image cache: {Done} of {Count} images, {Used}, {Left} left.")]
    private static partial void LogProgress(ILogger log, int done, int count, ByteSize used, TimeSpan left);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} images went through the image cache in {Seconds:f1} s; it holds {Used}.")]
    private static partial void LogFilled(ILogger log, int count, double seconds, ByteSize used);
}
