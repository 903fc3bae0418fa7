using System.Buffers;
using System.Numerics.Tensors;
using Lab.Native;

namespace Lab.Vision;

/// <summary>The thread on which a predictor computes what waits, batch by batch. At most one thread computes at a time.</summary>
internal sealed class PredictorWorker : IDisposable
{
    // How long the finalizer thread stays parked after the last request, in case another one follows at once: parking it costs most of a millisecond.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);

    private readonly IReadOnlyList<PredictorMember> _members;
    private readonly IReadOnlyList<int> _preparationOf;
    private readonly IReadOnlyList<PreparedViews> _preparations;
    private readonly PredictorOptions _options;
    private readonly double[] _shares;
    private readonly int _most;
    private readonly bool _usesTorch;
    private readonly Queue<PredictorRequest> _waiting = new();
    private readonly Thread _thread;
    private bool _computing;
    private bool _ended;

    /// <summary>Starts the thread.</summary>
    /// <param name="members">The models.</param>
    /// <param name="preparationOf">For each model, which of the preparations it sees.</param>
    /// <param name="preparations">The kinds of bytes that a request holds.</param>
    /// <param name="options">Batch size, weights of an ensemble, views and threads.</param>
    public PredictorWorker(IReadOnlyList<PredictorMember> members, IReadOnlyList<int> preparationOf, IReadOnlyList<PreparedViews> preparations, PredictorOptions options)
    {
        (_members, _preparationOf, _preparations, _options) = (members, preparationOf, preparations, options);
        var weights = options.EnsembleWeights ?? [.. members.Select(_ => 1.0)];
        _shares = [.. weights.Select(weight => weight / weights.Sum())];
        _most = Math.Max(1, options.BatchSize / options.TestTimeAugmentation.Views);
        _usesTorch = members.Any(member => member.UsesTorch);
        _thread = new Thread(Run) { IsBackground = true, Name = "predictor" };
        _thread.Start();
    }

    private IReadOnlyList<ModelHead> Heads => _members[0].Card.Heads;

    public bool IsDisposed
    {
        get
        {
            lock (_waiting)
            {
                return _ended;
            }
        }
    }

    public void Add(IEnumerable<PredictorRequest> requests)
    {
        lock (_waiting)
        {
            ObjectDisposedException.ThrowIf(_ended, typeof(Predictor));
            foreach (var request in requests)
            {
                _waiting.Enqueue(request);
            }

            Monitor.Pulse(_waiting);
        }
    }

    /// <summary>
    /// Adds requests of a caller who will do nothing but wait for them. Where nothing else is computed or waits, and no tensors of torch are made, they are answered on the calling thread: handing them over and back takes as
    /// long as a part of a small network.
    /// </summary>
    public void AddLast(IReadOnlyList<PredictorRequest> requests)
    {
        if (!TryBegin())
        {
            Add(requests);
            return;
        }

        try
        {
            foreach (var batch in requests.Chunk(_most))
            {
                Answer([.. batch]);
            }
        }
        finally
        {
            End();
        }
    }

    /// <summary>Answers what waits, and ends the thread.</summary>
    public void Dispose()
    {
        lock (_waiting)
        {
            _ended = true;
            Monitor.Pulse(_waiting);
        }

        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    // Whether the calling thread is the one that computes from now on.
    private bool TryBegin()
    {
        lock (_waiting)
        {
            return !_usesTorch && !_ended && !_computing && _waiting.Count == 0 && (_computing = true);
        }
    }

    // Only whoever began may call this: the thread itself may start to run when a caller has long begun.
    private void End()
    {
        lock (_waiting)
        {
            _computing = false;
            if (_ended || _waiting.Count > 0)
            {
                Monitor.Pulse(_waiting);
            }
        }
    }

    private void Run()
    {
        if (_usesTorch && _options.Threads > 0)
        {
            torch.set_num_threads(_options.Threads);
        }

        FinalizerGate? gate = null;
        try
        {
            while (Take(ref gate) is { } batch)
            {
                // Without tensors of torch there is nothing that the finalizer thread could free too early.
                gate ??= _usesTorch ? FinalizerGate.Close() : null;
                Answer(batch);
                End();
                gate?.Breathe();
            }
        }
        finally
        {
            gate?.Dispose();
        }
    }

    // Null once all is answered and nothing will follow.
    private List<PredictorRequest>? Take(ref FinalizerGate? gate)
    {
        lock (_waiting)
        {
            while (_waiting.Count == 0 || _computing)
            {
                if (_ended && !_computing)
                {
                    return null;
                }

                if (gate is not null && !Monitor.Wait(_waiting, Linger) && _waiting.Count == 0)
                {
                    gate.Dispose();
                    gate = null;
                }
                else if (gate is null && (_waiting.Count == 0 || _computing))
                {
                    Monitor.Wait(_waiting);
                }
            }

            _computing = true;
            var batch = new List<PredictorRequest>();
            while (batch.Count < _most && _waiting.TryDequeue(out var request))
            {
                batch.Add(request);
            }

            return batch;
        }
    }

    private void Answer(List<PredictorRequest> batch)
    {
        // Asked once: a request that is taken back between two questions would never be answered.
        batch.RemoveAll(request =>
        {
            if (!request.IsCancelled)
            {
                return false;
            }

            request.Cancel();
            request.Release();
            return true;
        });
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            var probabilities = Compute(batch);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Complete(new Prediction(
                    batch[i].Source, [.. Heads.Select((head, number) => new HeadPrediction(head.Name, new LabelProbabilities(head.Labels, probabilities[number][i])))], _options.TestTimeAugmentation.Views, _members.Count));
            }
        }
        catch (Exception error)
        {
            // Out of memory, say: whoever asked is told, and the next batch may be smaller.
            foreach (var request in batch)
            {
                request.Fail(error as LabException ?? new LabException($"The prediction failed: {error.Message.Split('\n')[0].TrimEnd()}", error));
            }
        }
        finally
        {
            foreach (var request in batch)
            {
                request.Release();
            }
        }
    }

    // For each head and image, the probabilities of all models together.
    private double[][][] Compute(List<PredictorRequest> batch)
    {
        double[][][] totals = [.. Heads.Select(head => batch.Select(_ => new double[head.Labels.Count]).ToArray())];
        for (var preparation = 0; preparation < _preparations.Count; preparation++)
        {
            var (views, number) = (_preparations[preparation], preparation);
            using var images = new ImageBatch(views.Preprocessing, batch.ConvertAll(request => new ArraySegment<byte>(request.Buffer(number), 0, views.ByteCount)));
            Add(images, preparation, totals);
            if (_options.TestTimeAugmentation.HorizontalFlip)
            {
                images.Mirror();
                Add(images, preparation, totals);
            }
        }

        return totals;
    }

    // The share of these views in what all models that see them say.
    private void Add(ImageBatch images, int preparation, double[][][] totals)
    {
        for (var member = 0; member < _members.Count; member++)
        {
            if (_preparationOf[member] == preparation)
            {
                var share = _shares[member] / _options.TestTimeAugmentation.Views;
                _members[member].Compute(images, (head, logits) => AddProbabilities(logits, _preparations[preparation].Count, share, totals[head]));
            }
        }
    }

    // Softmax of each row of logits; as many rows as an image has views count for the image.
    private static void AddProbabilities(ReadOnlySpan<float> logits, int views, double share, double[][] totals)
    {
        var labels = totals[0].Length;
        var row = ArrayPool<float>.Shared.Rent(labels);
        var values = row.AsSpan(0, labels);
        for (var view = 0; view < totals.Length * views; view++)
        {
            // Less the largest, so that no exponential is infinite.
            var given = logits.Slice(view * labels, labels);
            TensorPrimitives.Subtract(given, TensorPrimitives.Max(given), values);
            TensorPrimitives.SoftMax(values, values);
            var total = totals[view / views];
            for (var i = 0; i < total.Length; i++)
            {
                total[i] += share * values[i];
            }
        }

        ArrayPool<float>.Shared.Return(row);
    }
}
