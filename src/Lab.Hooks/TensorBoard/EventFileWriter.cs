using System.Collections.Concurrent;
using System.Diagnostics;

namespace Lab.Hooks;

/// <summary>An event file that a thread of its own encodes and writes, fed through a bounded queue: a slow disk holds up the run only once the queue is full.</summary>
internal sealed class EventFileWriter : IDisposable
{
    private const int QueueLength = 4096;

    private readonly BlockingCollection<EventRecord> _queue = new(QueueLength);
    private readonly EventEncoder _encoder = new();
    private readonly string _path;
    private readonly Stream _file;
    private readonly TimeSpan _flushEvery;
    private readonly Thread _thread;
    private volatile Exception? _failure;

    /// <summary>Writes to a stream, which becomes the writer's; <paramref name="path"/> is its name in errors.</summary>
    public EventFileWriter(Stream file, string path, TimeSpan flushEvery)
    {
        _file = file;
        _path = path;
        _flushEvery = flushEvery;
        _thread = new Thread(WriteAll) { IsBackground = true, Name = "Lab event file" };
        _thread.Start();
    }

    /// <summary>Hands over a record; waits while the queue is full.</summary>
    /// <exception cref="LabException">An earlier record could not be written.</exception>
    public void Add(EventRecord record)
    {
        ThrowIfFailed();
        _queue.Add(record);
    }

    /// <summary>Waits until what is queued is in the file.</summary>
    /// <exception cref="LabException">Something could not be written.</exception>
    public void Flush()
    {
        using var done = new ManualResetEventSlim();
        Add(new FlushRequest(done));
        done.Wait();
        ThrowIfFailed();
    }

    /// <summary>Writes what is queued and closes the file.</summary>
    /// <exception cref="LabException">Something could not be written.</exception>
    public void Dispose()
    {
        if (!_queue.IsAddingCompleted)
        {
            _queue.CompleteAdding();
            _thread.Join();
            ThrowIfFailed();
        }
    }

    private void WriteAll()
    {
        EventRecord? record = null;
        try
        {
            using (_file)
            {
                var sinceFlush = Stopwatch.StartNew();
                while (!_queue.IsCompleted)
                {
                    if (_queue.TryTake(out record, _flushEvery) && record is not FlushRequest)
                    {
                        RecordFraming.Write(_file, _encoder.Encode(record).Span);
                    }

                    if (record is FlushRequest || sinceFlush.Elapsed >= _flushEvery)
                    {
                        _file.Flush();
                        sinceFlush.Restart();
                        (record as FlushRequest)?.Done.Set();
                    }
                }
            }
        }
        catch (Exception failure) when (RunFile.IsFileFailure(failure))
        {
            _failure = failure;

            // The trainer's thread may be waiting for this, or for room; it learns of the failure then.
            (record as FlushRequest)?.Done.Set();
            foreach (var lost in _queue.GetConsumingEnumerable())
            {
                (lost as FlushRequest)?.Done.Set();
            }
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            throw RunFile.CannotWrite(_path, failure);
        }
    }
}
