namespace Lab.Vision;

/// <summary>Adds a border of one colour.</summary>
public sealed class Pad : Transform
{
    private readonly int _left;
    private readonly int _top;
    private readonly int _right;
    private readonly int _bottom;
    private readonly RgbColor _fill;

    /// <summary>A border with its own width on each side, in pixels, each at least 0.</summary>
    public Pad(int left, int top, int right, int bottom, RgbColor fill = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfNegative(bottom);
        (_left, _top, _right, _bottom, _fill) = (left, top, right, bottom, fill);
    }

    /// <summary>A border of <paramref name="all"/> pixels on every side, at least 0.</summary>
    public Pad(int all, RgbColor fill = default)
        : this(all, all, all, all, fill)
    {
    }

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    public override bool MayResample => false;

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var (width, height) = plan.OutputSize;
        plan.Add(new CropOperation(-_left, -_top, checked(width + _left + _right), checked(height + _top + _bottom), _fill));
    }

    /// <inheritdoc/>
    public override string ToString() => $"Pad({_left}, {_top}, {_right}, {_bottom})";
}
