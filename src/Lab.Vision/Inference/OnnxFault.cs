using Microsoft.ML.OnnxRuntime;

namespace Lab.Vision;

/// <summary>Says in words why ONNX Runtime opens no model.</summary>
internal static class OnnxFault
{
    private const string Otherwise = $"choose {nameof(PredictorEngine)}.{nameof(PredictorEngine.Torch)}, which computes every model.";

    /// <summary>What to throw instead of what opening a session threw; null for what is no fault of library or model.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="path">What errors call the model.</param>
    public static LabException? Explain(Exception failure, string path) => failure switch
    {
        // The first use of the library's classes binds them to its native part. The loader's message goes on with all places where it has looked.
        TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException => new LabException(
            $"{path} cannot be computed by ONNX Runtime, whose native library does not load: {failure.GetBaseException().Message.Split('\n')[0].Trim().TrimEnd('.')}. Let the application reference the package Microsoft.ML.OnnxRuntime in the version of Microsoft.ML.OnnxRuntime.Managed, {typeof(OrtEnv).Assembly.GetName().Version?.ToString(3)}, or {Otherwise}",
            failure),
        OnnxRuntimeException => new LabException($"{path} cannot be computed by ONNX Runtime: {failure.Message.Split('\n')[0].Trim().TrimEnd('.')}. Or {Otherwise}", failure),
        _ => null,
    };
}
