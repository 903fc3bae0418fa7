using System.ComponentModel;
using Lab.Onnx;

namespace Lab.Vision;

/// <summary>How <c>export --format onnx</c> writes a model of images.</summary>
[ReadBy(LabVerbs.Export)]
public sealed class ImageOnnxOptions
{
    /// <summary>What the model takes: pixels that it prepares itself, or prepared floats. Default: <see cref="ImageInputKind.Pixels"/>.</summary>
    [Description("What an exported ONNX model takes: pixels of any size, prepared inside, or floats that the caller has prepared")]
    public ImageInputKind OnnxInput { get; set; } = ImageInputKind.Pixels;

    /// <summary>Whether the model gives probabilities instead of what it was trained to give. Default: false. See <see cref="OnnxExportOptions.Softmax"/>.</summary>
    [Description("Let an exported ONNX model give probabilities")]
    public bool OnnxSoftmax { get; set; }
}
