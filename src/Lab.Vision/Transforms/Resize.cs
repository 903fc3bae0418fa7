using Lab.Onnx;

namespace Lab.Vision;

/// <summary>
/// Antialiased resize to a fixed size, ignoring the aspect ratio, with the numbers of Pillow's <c>Image.resize</c>; see <see cref="ResizeOperation"/>.
/// </summary>
public sealed class Resize : Transform, IOnnxTransform
{
    private readonly ResizeOperation _operation;

    /// <summary>A resize to <paramref name="width"/> x <paramref name="height"/>, each at least 1.</summary>
    public Resize(int width, int height, ResampleFilter filter = ResampleFilter.Bilinear) => _operation = new ResizeOperation(width, height, filter);

    /// <summary>Pixels per row of the result.</summary>
    public int Width => _operation.Width;

    /// <summary>Rows of the result.</summary>
    public int Height => _operation.Height;

    /// <summary>The kernel.</summary>
    public ResampleFilter Filter => _operation.Filter;

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Add(_operation);
    }

    /// <inheritdoc/>
    public OnnxValue EmitOnnx(OnnxValue images) => OnnxImages.Resize(images, Height, Width, Filter);

    /// <inheritdoc/>
    public override string ToString() => $"Resize({Width} x {Height}, {Filter})";
}
