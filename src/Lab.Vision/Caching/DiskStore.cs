using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Lab.Vision.Caching;

/// <summary>
/// Images in memory-mapped files of one folder, for one decoder and one preparation. Pixels are appended to files of 64 MiB, and only then a record to the index. Whatever a killed
/// process or a full disk leaves has no valid record, or a record whose pixels do not match its hash, and is decoded anew.
/// </summary>
/// <remarks>
/// One process at a time writes, the one that holds the lock file open; the system lets go of it when the process ends, however it ends. The others read what it has written so far
/// and decode the rest for themselves.
/// </remarks>
internal sealed partial class DiskStore : ImageStore
{
    private const string IndexFile = "index.bin";
    private const string LockFile = "writer.lock";
    private const int RecordsAtOnce = 1024;

    private readonly string _folder;
    private readonly CacheRoom _room;
    private readonly ILogger _log;
    private readonly object _gate = new();
    private readonly ConcurrentDictionary<string, StoredImage> _verified = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, CacheRecord> _byStamp = [];
    private readonly Dictionary<UInt128, CacheRecord> _byContent = [];
    private readonly Dictionary<int, MappedShard> _shards = [];
    private readonly List<MappedShard> _mapped = [];
    private readonly SafeFileHandle _index;
    private FileStream? _lock;
    private ShardWriter? _writer;
    private CacheRecord? _last;
    private long _read;
    private int _damaged;

    /// <summary>Opens the store in a folder, which is made if need be.</summary>
    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    public DiskStore(string folder, string description, CacheRoom room, ILogger log)
    {
        (_folder, _room, _log) = (folder, room, log);
        Directory.CreateDirectory(folder);
        _lock = TryLock();
        _index = File.OpenHandle(
            Path.Combine(folder, IndexFile), FileMode.OpenOrCreate, _lock is null ? FileAccess.Read : FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        ReadIndex();
        if (_lock is not null)
        {
            // What follows the last whole record is half a record.
            RandomAccess.SetLength(_index, _read);
            _writer = new ShardWriter(ShardPath, _last);
            File.WriteAllText(Path.Combine(folder, "about.txt"), description);
        }

        LogOpened(log, _byStamp.Count, folder, _lock is null ? "another process writes it" : "writing");
    }

    /// <summary>Whether this process may write.</summary>
    public bool IsWriter => _writer is not null;

    public override StoredImage? Find(string path, Preparation preparation, out FileStamp stamp)
    {
        stamp = default;
        if (_verified.TryGetValue(path, out var known))
        {
            return known;
        }

        if (FileStamp.CheapOf(path) is not { } cheap)
        {
            return null;
        }

        var record = Record(_byStamp, cheap);
        if (record is null)
        {
            if (FileStamp.ContentOf(path) is not { } content)
            {
                return null;
            }

            stamp = new FileStamp(cheap, content);
            record = Record(_byContent, content);
        }

        if (record is null || Verify(record, preparation) is not { } image)
        {
            stamp = stamp.Content == default && FileStamp.ContentOf(path) is { } content ? new FileStamp(cheap, content) : stamp;
            return null;
        }

        if (record.Stamp != cheap)
        {
            Alias(record with { Stamp = cheap });
        }

        _verified[path] = image;
        return image;
    }

    public override void Add(string path, Preparation preparation, FileStamp stamp, ImageSize source, RgbImage prepared)
    {
        // A file that was changed while it was read is not what was hashed.
        if (_writer is null || stamp == default || FileStamp.CheapOf(path) != stamp.Cheap)
        {
            return;
        }

        var hash = FileStamp.Hash(prepared.Pixels);
        lock (_gate)
        {
            if (_writer is null || (_byStamp.TryGetValue(stamp.Cheap, out var there) && there.Pixels == hash) || !_room.TryTake(prepared.Pixels.Length))
            {
                return;
            }

            try
            {
                var (shard, offset) = _writer.Write(prepared.Pixels);
                Append(new CacheRecord(stamp.Cheap, stamp.Content, preparation.HashFor(source), source, prepared.Size, shard, offset, hash));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // A full disk, say. What is there stays right; the rest is decoded each time.
                StopWriting();
                LogWriteFailed(_log, _folder, failure.Message);
            }
        }
    }

    public override void Dispose()
    {
        lock (_gate)
        {
            _verified.Clear();
            StopWriting();
            _index.Dispose();
            _mapped.ForEach(shard => shard.Dispose());
            _mapped.Clear();
            _shards.Clear();
        }
    }

    private FileStream? TryLock()
    {
        try
        {
            return new FileStream(Path.Combine(_folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private CacheRecord? Record(Dictionary<UInt128, CacheRecord> records, UInt128 key)
    {
        lock (_gate)
        {
            if (records.TryGetValue(key, out var record))
            {
                return record;
            }

            // The process that writes may be further by now.
            if (_writer is null)
            {
                ReadIndex();
            }

            return records.GetValueOrDefault(key);
        }
    }

    private void ReadIndex()
    {
        if (RandomAccess.GetLength(_index) - _read < CacheRecord.Bytes)
        {
            return;
        }

        var bytes = new byte[RecordsAtOnce * CacheRecord.Bytes];
        int count;
        do
        {
            count = 0;
            var length = RandomAccess.Read(_index, bytes, _read);
            while (CacheRecord.Read(bytes.AsSpan(0, length)[(count * CacheRecord.Bytes)..]) is { } record)
            {
                count++;
                Take(record);
            }

            _read += count * CacheRecord.Bytes;
        }
        while (count == RecordsAtOnce);
    }

    private void Take(CacheRecord record)
    {
        // Pixels are appended only, so a record of earlier ones is another name of an image that was counted.
        if (_last is null || (record.Shard, record.Offset).CompareTo((_last.Shard, _last.Offset)) > 0)
        {
            _last = record;
            _room.Count(record.Length);
        }

        (_byStamp[record.Stamp], _byContent[record.Content]) = (record, record);
    }

    private void Append(CacheRecord record)
    {
        lock (_gate)
        {
            if (_writer is null)
            {
                return;
            }

            Span<byte> bytes = stackalloc byte[CacheRecord.Bytes];
            record.Write(bytes);
            RandomAccess.Write(_index, bytes, _read);
            _read += CacheRecord.Bytes;
            (_byStamp[record.Stamp], _byContent[record.Content]) = (record, record);
        }
    }

    // Another name of an image that is there; a disk that is full must not end the run.
    private void Alias(CacheRecord record)
    {
        lock (_gate)
        {
            try
            {
                Append(record);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                StopWriting();
                LogWriteFailed(_log, _folder, failure.Message);
            }
        }
    }

    // Once per image and process: the pixels are those that were written, and made as they would be made now.
    private StoredImage? Verify(CacheRecord record, Preparation preparation)
    {
        if (Map(record) is { } address && new StoredImage(address, record.Size, record.SourceSize) is var image
            && FileStamp.Hash(image.Pixels) == record.Pixels && preparation.HashFor(record.SourceSize) == record.Preparation)
        {
            return image;
        }

        lock (_gate)
        {
            _ = _byStamp.Remove(record.Stamp);
            _ = _byContent.Remove(record.Content);
        }

        if (Interlocked.Exchange(ref _damaged, 1) == 0)
        {
            LogDamaged(_log, _folder);
        }

        return null;
    }

    private IntPtr? Map(CacheRecord record)
    {
        lock (_gate)
        {
            try
            {
                if (!_shards.TryGetValue(record.Shard, out var shard) || shard.Length < record.Offset + record.Length)
                {
                    // A file that somebody has cut off is made whole by the next write; what was mapped before may be in use.
                    shard = new MappedShard(ShardPath(record.Shard));
                    _mapped.Add(shard);
                    _shards[record.Shard] = shard;
                }

                return record.Offset >= 0 && record.Offset + record.Length <= shard.Length ? shard.At(record.Offset) : null;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return null;
            }
        }
    }

    private void StopWriting()
    {
        _writer?.Dispose();
        _writer = null;
        _lock?.Dispose();
        _lock = null;
    }

    private string ShardPath(int number) => Path.Combine(_folder, $"images-{number:d5}.bin");

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} images in the cache {Folder} ({Role}).")]
    private static partial void LogOpened(ILogger log, int count, string folder, string role);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Images of the cache {Folder} are not what was written there, or were made otherwise; they are decoded anew.")]
    private static partial void LogDamaged(ILogger log, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing more can be written to the cache {Folder}: {Reason} The other images are decoded each time.")]
    private static partial void LogWriteFailed(ILogger log, string folder, string reason);
}
