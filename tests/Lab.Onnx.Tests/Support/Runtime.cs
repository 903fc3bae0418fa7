using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Lab.Onnx.Tests.Support;

/// <summary>An exported file in ONNX Runtime, the judge of all exports.</summary>
internal sealed class Runtime : IDisposable
{
    public Runtime(string path)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 2, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        Session = new InferenceSession(path, options);
    }

    public InferenceSession Session { get; }

    /// <summary>The outputs by name, for floats.</summary>
    public IReadOnlyDictionary<string, float[]> Run(Tensor input)
    {
        using var contiguous = input.contiguous();
        return Run(new DenseTensor<float>(contiguous.data<float>().ToArray(), [.. input.shape.Select(size => (int)size)]));
    }

    /// <summary>The outputs by name, for bytes.</summary>
    public IReadOnlyDictionary<string, float[]> Run(byte[] pixels, params int[] shape) => Run(new DenseTensor<byte>(pixels, shape));

    public void Dispose() => Session.Dispose();

    private Dictionary<string, float[]> Run<T>(DenseTensor<T> input)
    {
        using var results = Session.Run([NamedOnnxValue.CreateFromTensor(Session.InputNames[0], input)]);
        return results.ToDictionary(result => result.Name, result => result.AsTensor<float>().ToArray());
    }
}
