using System.Diagnostics;

namespace Lab.Loading;

/// <summary>
/// One pass of a <see cref="DatasetLoader{TSample, TInput, TTarget}"/>. Threads claim pieces of batches in order; batch b goes into slot b modulo the number of slots, so a thread
/// that is ahead waits until the trainer has let go of that slot.
/// </summary>
internal sealed class DatasetPass<TSample, TInput, TTarget> : LoaderPass<TInput, TTarget>
{
    private const int MostReasons = 10;

    private readonly DatasetLoader<TSample, TInput, TTarget> _loader;
    private readonly EpochOrder _order;
    private readonly BatchSlot[] _slots;
    private readonly RandomKey _key;
    private readonly Device _device;
    private readonly Action _closed;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _registration;
    private readonly Lock _claim = new();
    private readonly List<string> _reasons = [];
    private readonly object _gate = new();
    private readonly Thread[] _threads;
    private readonly int _piece;
    private int _claimed;
    private int _delivered;
    private int _released;
    private bool _stopped;

    public DatasetPass(
        DatasetLoader<TSample, TInput, TTarget> loader, EpochOrder order, BatchSlot[] slots, RandomKey key, int firstBatch, Device device, Action closed, CancellationToken cancellation)
    {
        _loader = loader;
        _order = order;
        _slots = slots;
        _key = key;
        _device = device;
        _closed = closed;
        _cancellation = cancellation;
        _delivered = _released = firstBatch;
        _claimed = firstBatch * loader.Options.BatchSize;
        _piece = Math.Clamp(loader.Options.BatchSize / (2 * Math.Max(1, loader.Options.LoaderThreads)), 1, 64);
        foreach (var slot in slots)
        {
            slot.Batch = -1;
        }

        for (var batch = firstBatch; batch < Math.Min(firstBatch + slots.Length, loader.BatchCount); batch++)
        {
            slots[batch % slots.Length].Begin(batch, loader.PlannedSamples(batch));
        }

        _registration = cancellation.Register(Stop);
        var work = firstBatch < loader.BatchCount ? loader.Options.LoaderThreads : 0;
        _threads = [.. Enumerable.Range(1, work).Select(number => new Thread(Work) { IsBackground = true, Name = $"Lab loader {number}" })];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    public override IReadOnlyList<string> SkippedReasons
    {
        get
        {
            lock (_reasons)
            {
                return [.. _reasons.Order(StringComparer.Ordinal)];
            }
        }
    }

    public override Batch<TInput, TTarget>? TryNext()
    {
        Release();
        if (_delivered == _loader.BatchCount)
        {
            return null;
        }

        _cancellation.ThrowIfCancellationRequested();
        var slot = _slots[_delivered % _slots.Length];
        var started = Stopwatch.GetTimestamp();
        if (_threads.Length == 0)
        {
            Fill(slot, 0, slot.Remaining);
            _cancellation.ThrowIfCancellationRequested();
        }
        else
        {
            WaitFor(slot);
        }

        LastWait = Stopwatch.GetElapsedTime(started);
        if (slot.Error is { } error)
        {
            throw error;
        }

        var planned = _order.Indices.AsSpan(slot.Batch * _loader.Options.BatchSize, _loader.PlannedSamples(slot.Batch));
        var indices = slot.Compact(planned);
        Skipped += planned.Length - indices.Length;
        _delivered++;
        var tensors = slot.Read(indices.Length, _device);
        return new Batch<TInput, TTarget>(_loader.Collator.ReadInput(tensors), _loader.Collator.ReadTarget(tensors), indices);
    }

    protected override void Dispose(bool disposing)
    {
        _registration.Dispose();
        Stop();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _closed();
    }

    // The batch that was delivered last is no longer in use: its slot serves a later batch.
    private void Release()
    {
        if (_released == _delivered)
        {
            return;
        }

        lock (_gate)
        {
            var next = _released + _slots.Length;
            if (next < _loader.BatchCount)
            {
                _slots[next % _slots.Length].Begin(next, _loader.PlannedSamples(next));
            }

            _released = _delivered;
            Monitor.PulseAll(_gate);
        }
    }

    private void WaitFor(BatchSlot slot)
    {
        lock (_gate)
        {
            while (!slot.Ready && slot.Error is null && !_stopped)
            {
                Monitor.Wait(_gate);
            }
        }

        _cancellation.ThrowIfCancellationRequested();
    }

    private void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Work()
    {
        while (Claim() is { } piece)
        {
            var slot = _slots[piece.Batch % _slots.Length];
            lock (_gate)
            {
                while (slot.Batch != piece.Batch && !_stopped)
                {
                    Monitor.Wait(_gate);
                }

                if (_stopped)
                {
                    return;
                }
            }

            Fill(slot, piece.Row, piece.Rows);
        }
    }

    // A piece never crosses the border of a batch.
    private (int Batch, int Row, int Rows)? Claim()
    {
        lock (_claim)
        {
            if (_claimed >= _order.Indices.Length || Volatile.Read(ref _stopped))
            {
                return null;
            }

            var (batch, row) = Math.DivRem(_claimed, _loader.Options.BatchSize);
            var rows = Math.Min(_piece, _loader.PlannedSamples(batch) - row);
            _claimed += rows;
            return (batch, row, rows);
        }
    }

    private void Fill(BatchSlot slot, int row, int rows)
    {
        for (var i = row; i < row + rows; i++)
        {
            if (Volatile.Read(ref _stopped))
            {
                return;
            }

            var position = (slot.Batch * _loader.Options.BatchSize) + i;
            var index = _order.Indices[position];
            try
            {
                _loader.Collator.Write(_loader.Dataset[index], slot.Writer(i, index, _loader.Phase, _order.KeyAt(position, _key)));
            }
            catch (UnreadableSampleException reason) when (_loader.Options.UnreadableSamples == UnreadableSamples.Skip)
            {
                slot.MarkUnreadable(i);
                lock (_reasons)
                {
                    if (_reasons.Count < MostReasons)
                    {
                        _reasons.Add(reason.Message);
                    }
                }
            }
            catch (Exception failure)
            {
                Fail(slot, index, failure);
                return;
            }
        }

        if (Interlocked.Add(ref slot.Remaining, -rows) == 0)
        {
            lock (_gate)
            {
                slot.Ready = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    // An error must reach the trainer even if the data set fails a second time at naming the sample.
    private string NameOf(int index)
    {
        try
        {
            return _loader.Dataset.Describe(index);
        }
        catch (Exception failure)
        {
            return $"its name cannot be read: {failure.Message}";
        }
    }

    private void Fail(BatchSlot slot, int index, Exception failure)
    {
        var advice = failure is UnreadableSampleException ? " Mend or remove it, or let such samples be left out with --unreadable-samples skip." : string.Empty;
        var error = new LabException($"Sample {index} ({NameOf(index)}) of the {_loader.Phase.ToString().ToLowerInvariant()} data cannot be used: {failure.Message.TrimEnd('.')}.{advice}", failure);
        lock (_gate)
        {
            slot.Error ??= error;
            Monitor.PulseAll(_gate);
        }
    }
}
