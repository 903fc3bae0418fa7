using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Lab.Vision.Caching;

/// <summary>
/// Images in memory-mapped files of one folder, for one decoder. Pixels are appended to files of 64 MiB, and only then a record to the index. Whatever a killed
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
    private readonly ConcurrentDictionary<(string Path, Preparation Preparation), StoredImage> _verified = new();
    private readonly Dictionary<UInt128, CacheRecord[]> _byStamp = [];
    private readonly Dictionary<UInt128, CacheRecord[]> _byContent = [];
    private readonly Dictionary<int, MappedShard> _shards = [];
    private readonly List<MappedShard> _mapped = [];
    private readonly SafeFileHandle? _index;
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
        try
        {
            Directory.CreateDirectory(folder);
            _lock = TryLock();
            _index = File.OpenHandle(
                Path.Combine(folder, IndexFile), FileMode.OpenOrCreate, _lock is null ? FileAccess.Read : FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (IOException failure) when (IsFull(failure))
        {
            FailWriting(failure);
            return;
        }

        ReadIndex();
        if (_lock is not null)
        {
            BeginWriting(description);
        }

        LogOpened(log, _byStamp.Count, folder, _writer is null ? "reading: another process writes it, or nothing can be written" : "writing");
    }

    /// <summary>Whether this process may write.</summary>
    public bool IsWriter => _writer is not null;

    public override StoredImage? Find(string path, Preparation preparation, out FileStamp stamp)
    {
        stamp = default;
        if (_verified.TryGetValue((path, preparation), out var known))
        {
            return known;
        }

        if (FileStamp.CheapOf(path) is not { } cheap)
        {
            return null;
        }

        var record = Record(_byStamp, cheap, preparation);
        if (record is null)
        {
            if (FileStamp.ContentOf(path) is not { } content)
            {
                return null;
            }

            stamp = new FileStamp(cheap, content);
            record = Record(_byContent, content, preparation);
        }

        if (record is null || Verify(record) is not { } image)
        {
            stamp = stamp.Content == default && FileStamp.ContentOf(path) is { } content ? new FileStamp(cheap, content) : stamp;
            return null;
        }

        if (record.Stamp != cheap)
        {
            Alias(record with { Stamp = cheap });
        }

        _verified[(path, preparation)] = image;
        return image;
    }

    public override void Add(string path, Preparation preparation, FileStamp stamp, ImageSize source, RgbImage prepared)
    {
        // Operations that cannot be told apart are refused whether this process writes or not: which one does is chance.
        var identity = preparation.IdentityFor(source);

        // A file that was changed while it was read is not what was hashed.
        if (_writer is null || stamp == default || FileStamp.CheapOf(path) != stamp.Cheap)
        {
            return;
        }

        var hash = FileStamp.Hash(prepared.Pixels);
        lock (_gate)
        {
            // Two threads may have met the same image at once.
            var isThere = Array.Exists(_byStamp.GetValueOrDefault(stamp.Cheap, []), record => record.Preparation == identity && record.Pixels == hash);
            if (_writer is null || isThere || !_room.TryTake(prepared.Pixels.Length))
            {
                return;
            }

            try
            {
                var (shard, offset) = _writer.Write(prepared.Pixels);
                Append(new CacheRecord(stamp.Cheap, stamp.Content, identity, source, prepared.Size, shard, offset, hash));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                _room.GiveBack(prepared.Pixels.Length);
                FailWriting(failure);
            }
        }
    }

    public override void Dispose()
    {
        lock (_gate)
        {
            _verified.Clear();
            StopWriting();
            _index?.Dispose();
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

    private static bool IsFull(IOException failure) => failure.HResult is 28 or 122 or unchecked((int)0x80070070) or unchecked((int)0x80070027);

    // What follows the last whole record is half a record.
    private void BeginWriting(string description)
    {
        try
        {
            RandomAccess.SetLength(_index!, _read);
            File.WriteAllText(Path.Combine(_folder, "about.txt"), description);
            _writer = new ShardWriter(ShardPath, _last);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            FailWriting(failure);
        }
    }

    private CacheRecord? Record(Dictionary<UInt128, CacheRecord[]> records, UInt128 key, Preparation preparation)
    {
        if (Find() is { } record)
        {
            return record;
        }

        lock (_gate)
        {
            // The process that writes may be further by now.
            if (_writer is not null)
            {
                return null;
            }

            ReadIndex();
        }

        return Find();

        CacheRecord? Find()
        {
            CacheRecord[] there;
            lock (_gate)
            {
                there = records.GetValueOrDefault(key, []);
            }

            return Array.Find(there, record => preparation.IdentityFor(record.SourceSize) == record.Preparation);
        }
    }

    private void ReadIndex()
    {
        if (_index is null || RandomAccess.GetLength(_index) - _read < CacheRecord.Bytes)
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
                if (Note(record))
                {
                    _room.Count(record.Length);
                }
            }

            _read += count * CacheRecord.Bytes;
        }
        while (count == RecordsAtOnce);
    }

    // Whether it is of pixels that no earlier record has. They are appended only, so a record of earlier ones is another name of an image.
    private bool Note(CacheRecord record)
    {
        var isNew = _last is null || (record.Shard, record.Offset).CompareTo((_last.Shard, _last.Offset)) > 0;
        if (isNew)
        {
            _last = record;
        }

        Remove(record, one => one.Preparation == record.Preparation);
        _byStamp[record.Stamp] = [.. _byStamp.GetValueOrDefault(record.Stamp, []), record];
        _byContent[record.Content] = [.. _byContent.GetValueOrDefault(record.Content, []), record];
        return isNew;
    }

    private void Remove(CacheRecord of, Predicate<CacheRecord> isMeant)
    {
        foreach (var (records, key) in new[] { (_byStamp, of.Stamp), (_byContent, of.Content) })
        {
            if (records.TryGetValue(key, out var there))
            {
                records[key] = Array.FindAll(there, one => !isMeant(one));
            }
        }
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
            RandomAccess.Write(_index!, bytes, _read);
            _read += CacheRecord.Bytes;
            Note(record);
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
                FailWriting(failure);
            }
        }
    }

    // Once per image, row of transforms and process: the pixels are those that were written.
    private StoredImage? Verify(CacheRecord record)
    {
        if (Map(record) is { } address && new StoredImage(address, record.Size, record.SourceSize) is var image && FileStamp.Hash(image.Pixels) == record.Pixels)
        {
            return image;
        }

        lock (_gate)
        {
            Remove(record, one => (one.Shard, one.Offset) == (record.Shard, record.Offset));
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

    // A full disk, say. What is there stays right; the rest is decoded each time.
    private void FailWriting(Exception failure)
    {
        StopWriting();
        LogWriteFailed(_log, _folder, failure.Message);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Images of the cache {Folder} are not what was written there; they are decoded anew.")]
    private static partial void LogDamaged(ILogger log, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing more can be written to the cache {Folder}: {Reason} The other images are decoded each time.")]
    private static partial void LogWriteFailed(ILogger log, string folder, string reason);
}
