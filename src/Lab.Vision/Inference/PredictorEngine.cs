namespace Lab.Vision;

/// <summary>What computes a <see cref="Predictor"/>'s models.</summary>
public enum PredictorEngine
{
    /// <summary>TorchSharp, as in training: every model, on the processor and on GPUs.</summary>
    Torch,

    /// <summary>
    /// ONNX Runtime, which is faster on the processor: the model is exported in memory (<see cref="Lab.Onnx.OnnxExporter"/>) and its torch form is freed. For models whose modules say how they are written in ONNX, as all
    /// backbones do. The application references the package <c>Microsoft.ML.OnnxRuntime</c>, which holds the native library.
    /// </summary>
    Onnx,
}
