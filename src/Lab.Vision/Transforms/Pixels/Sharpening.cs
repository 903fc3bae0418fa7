namespace Lab.Vision;

/// <summary>Sharpness as torchvision's <c>adjust_sharpness</c> on bytes (Pillow's <c>ImageEnhance.Sharpness</c>): a blend of the image with a slightly blurred one.</summary>
internal static class Sharpening
{
    // The blur weighs a pixel by 5 and each of its eight neighbours by 1.
    private const int Sum = 13;

    /// <summary>Moves every pixel away from its blurred one, or towards it for a factor below 1. The outermost pixels stay as they are, as an image of less than 3 rows or columns does.</summary>
    public static void Apply(RgbImage image, float factor)
    {
        if (image.Width < 3 || image.Height < 3)
        {
            return;
        }

        using var original = image.Copy();
        var stride = image.Width * RgbImage.Channels;
        for (var y = 1; y < image.Height - 1; y++)
        {
            Row(original.Row(y - 1), original.Row(y), original.Row(y + 1), image.Row(y)[RgbImage.Channels..(stride - RgbImage.Channels)], factor);
        }
    }

    private static void Row(ReadOnlySpan<byte> above, ReadOnlySpan<byte> row, ReadOnlySpan<byte> below, Span<byte> target, float factor)
    {
        const int Next = RgbImage.Channels;
        const int Far = 2 * Next;
        var rest = 1 - factor;
        above = above[..(target.Length + Far)];
        row = row[..(target.Length + Far)];
        below = below[..(target.Length + Far)];
        for (var i = 0; i < target.Length; i++)
        {
            var center = row[i + Next];
            var sum = above[i] + above[i + Next] + above[i + Far] + row[i] + (5 * center) + row[i + Far] + below[i] + below[i + Next] + below[i + Far];

            // Rounded; a thirteenth never lies half-way.
            var blurred = ((2 * sum) + Sum) / (2 * Sum);
            target[i] = (byte)Math.Clamp((factor * center) + (rest * blurred), 0, 255);
        }
    }
}
