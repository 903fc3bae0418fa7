namespace Lab.Vision;

/// <summary>Mirrors an image left to right, upside down, or both (which is half a turn).</summary>
/// <param name="Horizontal">Left becomes right.</param>
/// <param name="Vertical">Top becomes bottom.</param>
public sealed record FlipOperation(bool Horizontal, bool Vertical = false) : GeometricOperation
{
    /// <inheritdoc/>
    public override ImageSize OutputSize(ImageSize input) => input;

    internal override bool Resamples => false;

    internal override bool TryAppendTo(ref SeparableMap map)
    {
        map.Flip(Horizontal, Vertical);
        return true;
    }

    internal override bool TryAppendTo(WarpMap map)
    {
        map.Flip(Horizontal, Vertical);
        return true;
    }
}
