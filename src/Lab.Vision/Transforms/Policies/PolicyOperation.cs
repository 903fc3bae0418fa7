namespace Lab.Vision;

/// <summary>One entry of a policy's table: an operation and how strong it is at each of so many levels.</summary>
/// <param name="Name">torchvision's name.</param>
/// <param name="Magnitude">The strength at a level from 0 to 1, for an image of a size.</param>
/// <param name="IsSigned">Whether the strength is negative half of the time.</param>
/// <param name="Create">The operation of a strength; null for none.</param>
internal sealed record PolicyOperation(string Name, Func<double, ImageSize, double> Magnitude, bool IsSigned, Func<double, ImageSize, PolicyStyle, ImageOperation?> Create)
{
    /// <summary>Draws a sign where there is one, and adds the operation.</summary>
    /// <param name="operations">Where it is added.</param>
    /// <param name="level">From 0 to 1.</param>
    /// <param name="size">The size of the image.</param>
    /// <param name="style">How warps are carried out.</param>
    /// <param name="random">What the sign is drawn from.</param>
    public void AddTo(ICollection<ImageOperation> operations, double level, ImageSize size, PolicyStyle style, ref KeyedRandom random)
    {
        var magnitude = Magnitude(level, size);
        if (IsSigned && random.NextBoolean())
        {
            magnitude = -magnitude;
        }

        if (Create(magnitude, size, style) is { } operation)
        {
            operations.Add(operation);
        }
    }
}

/// <summary>How the warps of a policy are carried out.</summary>
internal readonly record struct PolicyStyle(WarpFilter Filter, RgbColor Fill);
