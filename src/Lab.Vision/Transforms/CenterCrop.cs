namespace Lab.Vision;

/// <summary>The middle of an image, as torchvision's <c>CenterCrop</c>: a smaller image is centred on black.</summary>
public sealed class CenterCrop : Transform
{
    /// <summary>A crop of <paramref name="width"/> x <paramref name="height"/>, each at least 1.</summary>
    public CenterCrop(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        (Width, Height) = (width, height);
    }

    /// <summary>Pixels per row of the result.</summary>
    public int Width { get; }

    /// <summary>Rows of the result.</summary>
    public int Height { get; }

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    public override bool MayResample => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Add(new CropOperation(Offset(plan.OutputSize.Width, Width), Offset(plan.OutputSize.Height, Height), Width, Height));
    }

    /// <inheritdoc/>
    public override string ToString() => $"CenterCrop({Width} x {Height})";

    // torchvision halves a surplus with Python's rounding (half to even), and pads a deficit with the smaller half first.
    private static int Offset(int have, int want) =>
        have >= want ? (int)Math.Round((have - want) / 2.0, MidpointRounding.ToEven) : -((want - have) / 2);
}
