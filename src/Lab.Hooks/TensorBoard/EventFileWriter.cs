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
        try
        {
            using (_file)
            {
                var sinceFlush = Stopwatch.StartNew();
                while (!_queue.IsCompleted)
                {
                    if (_queue.TryTake(out var record, _flushEvery))
                    {
                        RecordFraming.Write(_file, _encoder.Encode(record).Span);
                    }

                    if (sinceFlush.Elapsed >= _flushEvery)
                    {
                        _file.Flush();
                        sinceFlush.Restart();
                    }
                }
            }
        }
        catch (Exception failure) when (RunFile.IsFileFailure(failure))
        {
            _failure = failure;

            // The trainer's thread may be waiting for room; it learns of the failure at its next record.
            foreach (var _ in _queue.GetConsumingEnumerable())
            {
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
