namespace Lab.Vision;

/// <summary>Turns the hue, and adds to saturation and value, which stay within 0 and 1. Of HSV with all three from 0 to 1, as Python's <c>colorsys</c> has it.</summary>
/// <param name="Hue">In turns of the colour circle, from -0.5 to 0.5.</param>
/// <param name="Saturation">From -1 to 1.</param>
/// <param name="Value">From -1 to 1.</param>
public sealed record HsvShiftOperation(float Hue, float Saturation, float Value) : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ColorAdjustment.ShiftHsv(image.Pixels, Hue, Saturation, Value);
    }
}
