using System.Runtime.InteropServices;
using Lab.Native;

namespace Lab.Vision;

/// <summary>The thread that owns a predictor's tensors. It computes what waits, batch by batch.</summary>
internal sealed class PredictorWorker : IDisposable
{
    // How long the finalizer thread stays parked after the last request, in case another one follows at once: parking it costs most of a millisecond.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);

    private readonly IReadOnlyList<PredictorMember> _members;
    private readonly IReadOnlyList<int> _preparationOf;
    private readonly IReadOnlyList<PreparedViews> _preparations;
    private readonly PredictorOptions _options;
    private readonly double[] _shares;
    private readonly Queue<PredictorRequest> _waiting = new();
    private readonly Thread _thread;
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
        _thread = new Thread(Run) { IsBackground = true, Name = "predictor" };
        _thread.Start();
    }

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

    private void Run()
    {
        if (_options.TorchThreads > 0)
        {
            torch.set_num_threads(_options.TorchThreads);
        }

        FinalizerGate? gate = null;
        try
        {
            while (Take(ref gate) is { } batch)
            {
                gate ??= FinalizerGate.Close();
                Answer(batch);
                gate.Breathe();
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
        var views = _options.TestTimeAugmentation.Views;
        lock (_waiting)
        {
            while (_waiting.Count == 0)
            {
                if (_ended)
                {
                    return null;
                }

                if (gate is not null && !Monitor.Wait(_waiting, Linger) && _waiting.Count == 0)
                {
                    gate.Dispose();
                    gate = null;
                }
                else if (gate is null && _waiting.Count == 0)
                {
                    Monitor.Wait(_waiting);
                }
            }

            var batch = new List<PredictorRequest>();
            while (batch.Count < Math.Max(1, _options.BatchSize / views) && _waiting.TryDequeue(out var request))
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
                batch[i].Complete(new Prediction(batch[i].Source, [.. probabilities.Select((head, number) => Pick(head, number, i))], _options.TestTimeAugmentation.Views, _members.Count));
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

    private HeadPrediction Pick(double[] probabilities, int head, int row)
    {
        var (name, labels) = _members[0].Card.Heads[head];
        return new HeadPrediction(name, [.. labels.Select((label, index) => new LabelProbability(label, probabilities[(row * labels.Count) + index]))]);
    }

    // For each head, the probabilities [images, labels] of all models together.
    private double[][] Compute(List<PredictorRequest> batch)
    {
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        var inputs = new Tensor?[_preparations.Count];
        var totals = _members[0].Card.Heads.Select(head => new double[batch.Count * head.Labels.Count]).ToArray();
        for (var i = 0; i < _members.Count; i++)
        {
            using var step = torch.NewDisposeScope();
            var preparation = _preparationOf[i];
            var images = inputs[preparation] ??= Gather(batch, preparation).MoveToOuterDisposeScope();
            var answers = _members[i].Probabilities(images, _options.TestTimeAugmentation.HorizontalFlip);
            for (var head = 0; head < totals.Length; head++)
            {
                Add(answers[head], _preparations[preparation].Count, _shares[i], totals[head]);
            }
        }

        return totals;
    }

    private Tensor Gather(List<PredictorRequest> batch, int preparation)
    {
        var views = _preparations[preparation];
        var images = torch.empty([batch.Count * views.Count, RgbImage.Channels, views.Preprocessing.Height, views.Preprocessing.Width], torch.ScalarType.Byte);
        var bytes = images.bytes;
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Buffer(preparation).AsSpan(0, views.ByteCount).CopyTo(bytes[(i * views.ByteCount)..]);
        }

        return images;
    }

    private static void Add(Tensor probabilities, int views, double share, double[] totals)
    {
        var classes = (int)probabilities.size(1);
        var values = MemoryMarshal.Cast<byte, float>(probabilities.bytes);
        for (var i = 0; i < values.Length; i++)
        {
            totals[(i / (views * classes) * classes) + (i % classes)] += share * values[i] / views;
        }
    }
}
