using Lab.Onnx;

namespace Lab.Vision;

/// <summary>A transform that can be part of an exported model: one without randomness, in operators of ONNX.</summary>
public interface IOnnxTransform
{
    /// <summary>What the transform makes of images.</summary>
    /// <param name="images">float32 [N, 3, height, width] from 0 to 255; height and width may be symbols.</param>
    /// <returns>The same, of another size; whole numbers where the transform rounds to bytes.</returns>
    OnnxValue EmitOnnx(OnnxValue images);
}
