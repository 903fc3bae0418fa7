namespace Lab.Onnx;

/// <summary>A module that says how it is written in ONNX. Put <see cref="EmitOnnx"/> below <c>forward</c> and let it read as that does.</summary>
/// <example><code>
/// public override Tensor forward(Tensor input) => second.call(first.call(input).relu());
///
/// public OnnxValue EmitOnnx(OnnxValue input) => input.Through(first).Relu().Through(second);
/// </code></example>
public interface IOnnxModule
{
    /// <summary>What the module makes of a value in evaluation mode.</summary>
    /// <param name="input">The value; its graph gives the module's own weights (<see cref="OnnxGraph.Parameter"/>).</param>
    OnnxValue EmitOnnx(OnnxValue input);
}
