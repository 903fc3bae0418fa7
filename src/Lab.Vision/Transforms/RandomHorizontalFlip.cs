namespace Lab.Vision;

/// <summary>Mirrors an image left to right with a probability.</summary>
public sealed class RandomHorizontalFlip : Transform
{
    /// <summary>A flip with the given probability, from 0 to 1.</summary>
    public RandomHorizontalFlip(double probability = 0.5)
    {
        if (!(probability is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies between 0 and 1.");
        }

        Probability = probability;
    }

    /// <summary>How often an image is mirrored, from 0 to 1.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override RgbImage Apply(RgbImage image, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (key.CreateRandom().NextBoolean(Probability))
        {
            Flip(image);
        }

        return image;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"RandomHorizontalFlip({Probability})");

    private static void Flip(RgbImage image)
    {
        for (var y = 0; y < image.Height; y++)
        {
            // Reversing all bytes mirrors the row and turns each pixel to blue, green, red.
            var row = image.Row(y);
            row.Reverse();
            for (var i = 0; i + 2 < row.Length; i += RgbImage.Channels)
            {
                (row[i], row[i + 2]) = (row[i + 2], row[i]);
            }
        }
    }
}
