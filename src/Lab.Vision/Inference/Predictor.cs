using System.Buffers;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Lab.Native;

namespace Lab.Vision;

/// <summary>
/// Answers for images with a trained model, or several. It loads a run's folder or a bundle, prepares images as the model's own <see cref="ImagePreprocessing"/> says, and may be called from any number of threads at once.
/// </summary>
/// <remarks>
/// <para>Callers decode and resize on their own threads. One thread of the predictor's own computes (with <see cref="PredictorEngine.Onnx"/> also that of a lone caller who waits); it takes all requests that wait, up to <see cref="PredictorOptions.BatchSize"/>, as one batch, so concurrent
/// requests are computed together and a lone one waits for nobody.</para>
/// <para>Answers do not depend on what they are computed together with, beyond rounding in the last digits.</para>
/// </remarks>
public sealed class Predictor : IDisposable
{
    private readonly IReadOnlyList<PredictorMember> _members;
    private readonly PredictorWorker _worker;
    private readonly PredictorOptions _options;
    private readonly ImageDecoder _decoder;
    private readonly IReadOnlyList<PreparedViews> _preparations;

    internal Predictor(IReadOnlyList<PredictorMember> members, PredictorOptions options)
    {
        _members = members;
        _options = options;
        _decoder = options.Decoder ?? ImageDecoder.Fastest;

        // Models that agree on their preprocessing share the prepared image.
        _preparations = [.. members.Select(member => member.Card.Preprocessing).Distinct().Select(preprocessing => new PreparedViews(preprocessing, options.TestTimeAugmentation))];
        _worker = new PredictorWorker(members, [.. members.Select(member => IndexOf(member.Card.Preprocessing))], _preparations, options);
    }

    /// <summary>What is answered; the first is the main head.</summary>
    public IReadOnlyList<ModelHead> Heads => _members[0].Card.Heads;

    /// <summary>What each model says of itself: one, or those of the ensemble.</summary>
    public IReadOnlyList<ModelCard> Models => [.. _members.Select(member => member.Card)];

    /// <summary>Loads a model.</summary>
    /// <param name="path">A bundle, or the folder of a run.</param>
    /// <param name="options">How to load and compute; the defaults if null.</param>
    /// <param name="runner">The application's experiments, for a model that is no plain backbone: it is built by its experiment, with the options that the run recorded.</param>
    /// <exception cref="LabException">It cannot be read, cannot be built, or does not give its golden answers; the message says which and what to do.</exception>
    public static Predictor Load(string path, PredictorOptions? options = null, LabRunner? runner = null) => Load([path], options, runner);

    /// <summary>Loads an ensemble: the probabilities of its models are averaged. Their heads must be the same; their preprocessing may differ.</summary>
    /// <param name="paths">Bundles and folders of runs, at least one.</param>
    /// <param name="options">How to load and compute; the defaults if null.</param>
    /// <param name="runner">The application's experiments, for models that are no plain backbones.</param>
    /// <exception cref="LabException">One cannot be read, cannot be built, or does not give its golden answers; or they do not answer the same.</exception>
    public static Predictor Load(IReadOnlyList<string> paths, PredictorOptions? options = null, LabRunner? runner = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentOutOfRangeException.ThrowIfZero(paths.Count, nameof(paths));
        options ??= new PredictorOptions();
        if (options.EnsembleWeights is { } weights && (weights.Count != paths.Count || weights.Any(weight => !(weight >= 0)) || !double.IsFinite(weights.Sum()) || weights.Sum() == 0))
        {
            throw new ArgumentException(
                $"{nameof(PredictorOptions.EnsembleWeights)}: an ensemble of {paths.Count} models needs {paths.Count} weights that are finite, not negative and not all 0, not {string.Join(", ", weights.Select(weight => weight.ToString(CultureInfo.InvariantCulture)))}.",
                nameof(options));
        }

        TorchRuntime.EnsureLoaded();
        using var gate = FinalizerGate.Close();
        var members = new List<PredictorMember>();
        try
        {
            foreach (var path in paths)
            {
                members.Add(PredictorLoading.Load(path, options, runner));
                PredictorLoading.CheckSameHeads(members[0], members[^1]);
            }

            return new Predictor(members, options);
        }
        catch
        {
            members.ForEach(member => member.Dispose());
            throw;
        }
    }

    /// <summary>Answers for the image in a file.</summary>
    /// <exception cref="UnreadableSampleException">It cannot be read as an image; the message names it and says why.</exception>
    public Prediction Predict(string path)
    {
        using var image = _decoder.Decode(path);
        return Predict(image, path);
    }

    /// <summary>Answers for an encoded image, such as a JPEG, that a stream holds.</summary>
    /// <param name="stream">Is read to its end.</param>
    /// <param name="source">What errors and the answer call the image.</param>
    /// <exception cref="UnreadableSampleException">It cannot be read as an image; the message names it and says why.</exception>
    public Prediction Predict(Stream stream, string source = "the stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        using var image = _decoder.Decode(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), source);
        return Predict(image, source);
    }

    /// <summary>Answers for pixels.</summary>
    /// <param name="image">The image, of any size; it stays the caller's.</param>
    /// <param name="source">What the answer calls it.</param>
    public Prediction Predict(RgbImage image, string source = "the image")
    {
        ArgumentNullException.ThrowIfNull(image);
        var request = Prepare(image, source, CancellationToken.None);
        _worker.AddLast([request]);
        return request.Answer.GetAwaiter().GetResult();
    }

    /// <summary>Answers for an encoded image, such as a JPEG, without holding a thread while it waits.</summary>
    /// <param name="encoded">The whole file; used until the method has returned, not after.</param>
    /// <param name="source">What errors and the answer call the image.</param>
    /// <param name="cancellation">Takes the request back while it waits.</param>
    /// <exception cref="UnreadableSampleException">It cannot be read as an image; the message names it and says why.</exception>
    public Task<Prediction> PredictAsync(ReadOnlyMemory<byte> encoded, string source, CancellationToken cancellation = default)
    {
        using var image = _decoder.Decode(encoded.Span, source);
        return Submit(Prepare(image, source, cancellation));
    }

    /// <summary>Answers for pixels, without holding a thread while it waits.</summary>
    /// <param name="image">The image, of any size; it stays the caller's, and is used until the method has returned, not after.</param>
    /// <param name="source">What the answer calls it.</param>
    /// <param name="cancellation">Takes the request back while it waits.</param>
    public Task<Prediction> PredictAsync(RgbImage image, string source = "the image", CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Submit(Prepare(image, source, cancellation));
    }

    /// <summary>Answers for the images in files, in order, while the next ones are being read on all processors.</summary>
    /// <param name="paths">The files. They are taken as the answers are, some batches ahead, so there may be any number.</param>
    /// <param name="cancellation">Ends the sequence with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="UnreadableSampleException">One cannot be read as an image; the message names it. Those before it have been answered.</exception>
    public IEnumerable<Prediction> PredictBatch(IEnumerable<string> paths, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return InBatches(paths, path => _decoder.Decode(path), path => path, owns: true, cancellation);
    }

    /// <summary>Answers for pixels, in order.</summary>
    /// <param name="images">The images, of any sizes; they stay the caller's.</param>
    /// <param name="cancellation">Ends the sequence with an <see cref="OperationCanceledException"/>.</param>
    public IEnumerable<Prediction> PredictBatch(IEnumerable<RgbImage> images, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return InBatches(images, image => image, _ => "the image", owns: false, cancellation);
    }

    /// <summary>Answers all requests that wait, and frees the models.</summary>
    public void Dispose()
    {
        _worker.Dispose();
        foreach (var member in _members)
        {
            member.Dispose();
        }
    }

    private IEnumerable<Prediction> InBatches<T>(IEnumerable<T> items, Func<T, RgbImage> open, Func<T, string> name, bool owns, CancellationToken cancellation)
    {
        // While one batch is computed, another one is prepared.
        var ahead = new Queue<IReadOnlyList<PredictorRequest>>();
        using var rest = items.GetEnumerator();
        for (var more = rest.MoveNext(); more;)
        {
            cancellation.ThrowIfCancellationRequested();
            var chunk = new List<T> { rest.Current };
            while (chunk.Count < _options.BatchSize && (more = rest.MoveNext()))
            {
                chunk.Add(rest.Current);
            }

            var (requests, fault) = PrepareAll(chunk, open, name, owns, cancellation);
            more = more && fault is null && rest.MoveNext();
            if (more)
            {
                _worker.Add(requests);
            }
            else
            {
                _worker.AddLast(requests);
            }

            ahead.Enqueue(requests);
            while (ahead.Count > (more ? 1 : 0))
            {
                foreach (var request in ahead.Dequeue())
                {
                    yield return request.Answer.GetAwaiter().GetResult();
                }
            }

            fault?.Throw();
        }
    }

    // Those before the first that cannot be read, and what was said of that one.
    private (IReadOnlyList<PredictorRequest> Requests, ExceptionDispatchInfo? Fault) PrepareAll<T>(
        List<T> chunk, Func<T, RgbImage> open, Func<T, string> name, bool owns, CancellationToken cancellation)
    {
        var requests = new PredictorRequest?[chunk.Count];
        var faults = new ExceptionDispatchInfo?[chunk.Count];
        Parallel.For(0, chunk.Count, index =>
        {
            try
            {
                var image = open(chunk[index]);
                try
                {
                    requests[index] = Prepare(image, name(chunk[index]), cancellation);
                }
                finally
                {
                    if (owns)
                    {
                        image.Dispose();
                    }
                }
            }
            catch (Exception fault)
            {
                // Of whatever kind, it is of this image: what a decoder or the memory says reaches the caller as it is, after the answers before it.
                faults[index] = ExceptionDispatchInfo.Capture(fault);
            }
        });
        var first = Array.FindIndex(faults, fault => fault is not null);
        if (first < 0)
        {
            return (requests!, null);
        }

        foreach (var request in requests.Skip(first))
        {
            request?.Release();
        }

        return (requests[..first]!, faults[first]);
    }

    private PredictorRequest Prepare(RgbImage image, string source, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_worker.IsDisposed, this);
        var buffers = new byte[_preparations.Count][];
        for (var i = 0; i < buffers.Length; i++)
        {
            buffers[i] = ArrayPool<byte>.Shared.Rent(_preparations[i].ByteCount);
            _preparations[i].Write(image, buffers[i]);
        }

        return new PredictorRequest(source, buffers, cancellation);
    }

    private Task<Prediction> Submit(PredictorRequest request)
    {
        _worker.Add([request]);
        return request.Answer;
    }

    private int IndexOf(ImagePreprocessing preprocessing) => _preparations.TakeWhile(preparation => preparation.Preprocessing != preprocessing).Count();
}
