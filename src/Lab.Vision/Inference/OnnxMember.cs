using Lab.Inference;
using Lab.Onnx;
using Microsoft.ML.OnnxRuntime;
using OrtRunOptions = Microsoft.ML.OnnxRuntime.RunOptions;

namespace Lab.Vision;

/// <summary>A model that ONNX Runtime computes, on the processor.</summary>
internal sealed class OnnxMember : PredictorMember
{
    private readonly InferenceSession _session;
    private readonly OrtRunOptions _run = new();
    private readonly string[] _outputs;
    private readonly int[] _outputOf;

    private OnnxMember(InferenceSession session, int[] outputOf, ModelCard card)
        : base(card)
    {
        // Only what a head asks for is computed.
        int[] wanted = [.. outputOf.Distinct()];
        _session = session;
        _outputs = [.. wanted.Select(output => session.OutputNames[output])];
        _outputOf = [.. outputOf.Select(output => Array.IndexOf(wanted, output))];
    }

    public override bool UsesTorch => false;

    /// <summary>Exports a model in memory and opens it. The model is no longer needed then.</summary>
    /// <param name="model">The model on the CPU, in evaluation mode.</param>
    /// <param name="card">What is known of it.</param>
    /// <param name="path">What errors call it.</param>
    /// <param name="threads">Threads of an operation.</param>
    /// <exception cref="LabException">It has no form in ONNX, or the native library is missing.</exception>
    public static OnnxMember Create(InferenceModel model, ModelCard card, string path, int threads)
    {
        byte[] bytes;
        try
        {
            bytes = OnnxExporter.ToBytes(model.Module, ImageOnnxInput.Prepared(card.Preprocessing));
        }
        catch (LabException failure)
        {
            throw new LabException($"{path} cannot be computed by ONNX Runtime: {failure.Message} Or choose {nameof(PredictorEngine)}.{nameof(PredictorEngine.Torch)}, which computes every model.", failure);
        }

        var session = Open(bytes, path, threads);
        try
        {
            return new OnnxMember(session, OutputsOf(model, session.OutputNames, card.Preprocessing, path), card);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public override void Compute(ImageBatch images, LogitsReader read)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, images.Normalized, images.Shape);
        using var results = _session.Run(_run, _session.InputNames, [input], _outputs);
        for (var head = 0; head < _outputOf.Length; head++)
        {
            read(head, results[_outputOf[head]].GetTensorDataAsSpan<float>());
        }
    }

    public override void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private static InferenceSession Open(byte[] model, string path, int threads)
    {
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = threads, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };

            // Between batches the threads sleep: those that decode, and the sessions of other models, need the processors.
            options.AddSessionConfigEntry("session.force_spinning_stop", "1");
            return new InferenceSession(model, options);
        }
        catch (Exception failure) when (OnnxFault.Explain(failure, path) is { } explained)
        {
            throw explained;
        }
    }

    // For each head, which output its logits are.
    private static int[] OutputsOf(InferenceModel model, IReadOnlyList<string> names, ImagePreprocessing preprocessing, string path)
    {
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        var output = model.Call(torch.zeros(1, RgbImage.Channels, preprocessing.Height, preprocessing.Width));
        var tensors = names.Select(name => ModelCall.Find(output, name, names.Count == 1, model.Module)).ToList();
        return [.. model.Logits(output).Zip(model.Heads, (logits, head) => tensors.FindIndex(tensor => ReferenceEquals(tensor, logits)) is >= 0 and var index
            ? index
            : throw new LabException(
                $"{path} cannot be computed by ONNX Runtime: the logits of its head '{head.Name}' are none of the outputs that {model.Module.GetType().Name} exports ({string.Join(", ", names)}). Compute them in the model and export them as an output, or choose {nameof(PredictorEngine)}.{nameof(PredictorEngine.Torch)}."))];
    }
}
