namespace Lab.Vision;

/// <summary>Antialiased resize that brings the shorter side to a length and keeps the aspect ratio, as torchvision's <c>Resize(int)</c>.</summary>
public sealed class ResizeShorterSide : Transform
{
    /// <summary>A resize whose result's shorter side has <paramref name="length"/> pixels, at least 1; the longer side is rounded down.</summary>
    public ResizeShorterSide(int length, ResampleFilter filter = ResampleFilter.Bilinear)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        _ = filter.Support();
        (Length, Filter) = (length, filter);
    }

    /// <summary>Pixels of the result's shorter side.</summary>
    public int Length { get; }

    /// <summary>The kernel.</summary>
    public ResampleFilter Filter { get; }

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var image = plan.OutputSize;
        var (width, height) = image.Width <= image.Height
            ? (Length, Longer(image.Height, image.Width))
            : (Longer(image.Width, image.Height), Length);
        plan.Add(new ResizeOperation(width, height, Filter));
    }

    /// <inheritdoc/>
    public override string ToString() => $"ResizeShorterSide({Length}, {Filter})";

    private int Longer(int longer, int shorter) => checked((int)((long)Length * longer / shorter));
}
