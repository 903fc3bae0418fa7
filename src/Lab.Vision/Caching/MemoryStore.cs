using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lab.Vision.Caching;

/// <summary>Images in native memory. A file that changes while the store lives is not looked at again.</summary>
/// <param name="room">What it may hold.</param>
/// <param name="memory">Where images are; the store's own from now on.</param>
/// <param name="log">Hears when there is no more memory.</param>
internal sealed partial class MemoryStore(CacheRoom room, NativeChunks memory, ILogger log) : ImageStore
{
    private readonly ConcurrentDictionary<string, Kept[]> _images = new(StringComparer.Ordinal);
    private bool _isOut;

    public override StoredImage? Find(string path, Preparation preparation, out FileStamp stamp)
    {
        stamp = default;
        return Find(path, preparation);
    }

    public override void Add(string path, Preparation preparation, FileStamp stamp, ImageSize source, RgbImage prepared)
    {
        lock (memory)
        {
            // Two threads may have met the same image at once.
            if (_isOut || Find(path, preparation) is not null || !room.TryTake(prepared.Pixels.Length))
            {
                return;
            }

            IntPtr address;
            try
            {
                address = memory.Take(prepared.Pixels.Length);
            }
            catch (OutOfMemoryException)
            {
                room.GiveBack(prepared.Pixels.Length);
                _isOut = true;
                LogOut(log, new ByteSize(room.Used));
                return;
            }

            unsafe
            {
                prepared.Pixels.CopyTo(new Span<byte>((void*)address, prepared.Pixels.Length));
            }

            _images[path] = [.. _images.GetValueOrDefault(path, []), new Kept(preparation, new StoredImage(address, prepared.Size, source))];
        }
    }

    public override void Dispose()
    {
        _images.Clear();
        memory.Dispose();
    }

    private StoredImage? Find(string path, Preparation preparation) =>
        _images.TryGetValue(path, out var kept) ? Array.Find(kept, one => one.Preparation.MakesSameAs(preparation, one.Image.SourceSize))?.Image : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The system gives no more memory to the image cache, which holds {Used}; the other images are decoded each time. Lower --cache-limit, or take --cache disk.")]
    private static partial void LogOut(ILogger log, ByteSize used);

    private sealed record Kept(Preparation Preparation, StoredImage Image);
}
