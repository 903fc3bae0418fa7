namespace Lab.Vision;

/// <summary>Cutting windows out of an image, also ones that reach beyond it.</summary>
internal static class Cropping
{
    /// <summary>A window whose upper left corner lies at (<paramref name="left"/>, <paramref name="top"/>); what lies outside the image is <paramref name="fill"/>.</summary>
    public static RgbImage Window(RgbImage image, int left, int top, int width, int height, RgbColor fill)
    {
        var result = new RgbImage(width, height);
        var firstColumn = Math.Clamp(-left, 0, width);
        var endColumn = Math.Clamp(image.Width - left, firstColumn, width);
        for (var y = 0; y < height; y++)
        {
            var row = result.Row(y);
            if (y + top < 0 || y + top >= image.Height || firstColumn == endColumn)
            {
                fill.Fill(row);
                continue;
            }

            fill.Fill(row[..(firstColumn * RgbImage.Channels)]);
            image.Row(y + top)
                .Slice((firstColumn + left) * RgbImage.Channels, (endColumn - firstColumn) * RgbImage.Channels)
                .CopyTo(row[(firstColumn * RgbImage.Channels)..]);
            fill.Fill(row[(endColumn * RgbImage.Channels)..]);
        }

        return result;
    }
}
