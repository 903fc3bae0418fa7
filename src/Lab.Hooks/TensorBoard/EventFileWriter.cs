using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Lab.Hooks;

/// <summary>An event file that a thread of its own writes, fed through a bounded queue: a slow disk holds up the run only once the queue is full.</summary>
internal sealed class EventFileWriter : IDisposable
{
    private const int QueueLength = 4096;

    private readonly BlockingCollection<EventRecord> _queue = new(QueueLength);
    private readonly FileStream _file;
    private readonly TimeSpan _flushEvery;
    private readonly Thread _thread;
    private volatile Exception? _failure;

    public EventFileWriter(string folder, DateTimeOffset now, TimeSpan flushEvery)
    {
        _flushEvery = flushEvery;
        _file = Create(folder, now);
        // What TensorBoard needs to recognise the file is there at once.
        RunFile.Guard(_file.Name, () => Write(new VersionRecord(Seconds(now))));
        RunFile.Guard(_file.Name, Flush);
        _thread = new Thread(WriteAll) { IsBackground = true, Name = "Lab event file" };
        _thread.Start();
    }

    /// <summary>The file's full path.</summary>
    public string FilePath => _file.Name;

    public static double Seconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalSeconds;

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
            _queue.Dispose();
            ThrowIfFailed();
        }
    }

    private static FileStream Create(string folder, DateTimeOffset now)
    {
        // TensorBoard reads a folder's files in the order of their names.
        var stem = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{now.ToUnixTimeSeconds():d10}.{Environment.MachineName}.{Environment.ProcessId}");
        var number = 0;
        while (File.Exists(PathOf(number)))
        {
            number++;
        }

        return RunFile.Create(PathOf(number));

        string PathOf(int index) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{stem}.{index}"));
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
                        Write(record);
                    }

                    if (sinceFlush.Elapsed >= _flushEvery)
                    {
                        Flush();
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

    private bool Write(EventRecord record)
    {
        RecordFraming.Write(_file, EventEncoder.Encode(record));
        return true;
    }

    private bool Flush()
    {
        _file.Flush();
        return true;
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            throw RunFile.CannotWrite(FilePath, failure);
        }
    }
}
