using System.Collections.Concurrent;

namespace Lab.Vision.Caching;

/// <summary>Images in native memory. A file that changes while the store lives is not looked at again.</summary>
internal sealed class MemoryStore(CacheRoom room) : ImageStore
{
    private readonly ConcurrentDictionary<string, StoredImage> _images = new(StringComparer.Ordinal);
    private readonly NativeChunks _memory = new();

    public override StoredImage? Find(string path, Preparation preparation, out FileStamp stamp)
    {
        stamp = default;
        return _images.GetValueOrDefault(path);
    }

    public override void Add(string path, Preparation preparation, FileStamp stamp, ImageSize source, RgbImage prepared)
    {
        lock (_memory)
        {
            // Two threads may have met the same image at once.
            if (_images.ContainsKey(path) || !room.TryTake(prepared.Pixels.Length))
            {
                return;
            }

            var address = _memory.Take(prepared.Pixels.Length);
            unsafe
            {
                prepared.Pixels.CopyTo(new Span<byte>((void*)address, prepared.Pixels.Length));
            }

            _images[path] = new StoredImage(address, prepared.Size, source);
        }
    }

    public override void Dispose()
    {
        _images.Clear();
        _memory.Dispose();
    }
}
