namespace Lab.Onnx;

/// <summary>A model with several outputs that says how it is written in ONNX.</summary>
/// <example><code>
/// public override MaskLogits forward(Tensor input) { ... }
///
/// public IReadOnlyList&lt;OnnxOutput> EmitOnnx(OnnxValue input)
/// {
///     var features = input.Through(backbone);
///     return [new("mask", features.Through(mask)), new("age", features.Through(age))];
/// }
/// </code></example>
public interface IOnnxModel
{
    /// <summary>What the model makes of its input in evaluation mode.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outputs. Each is checked against the tensor of that name, in any case, in what <c>forward</c> returns.</returns>
    IReadOnlyList<OnnxOutput> EmitOnnx(OnnxValue input);
}
