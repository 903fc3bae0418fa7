namespace Lab.Vision;

/// <summary>Turns and mirrors an image as its EXIF orientation (1 to 8) says.</summary>
internal static class ImageOrientation
{
    /// <summary>The size of an image once it is turned upright.</summary>
    public static ImageSize Upright(ImageSize size, int orientation) => orientation is >= 5 and <= 8 ? new ImageSize(size.Height, size.Width) : size;

    /// <summary>The upright image: the given one, or a new one that replaces it.</summary>
    public static RgbImage Apply(RgbImage image, int orientation)
    {
        if (orientation is < 2 or > 8)
        {
            return image;
        }

        var (width, height) = (image.Width, image.Height);

        // Where the upright image's pixel (0, 0) lies in the stored one, and the steps there for one pixel right and down.
        var (start, right, down) = orientation switch
        {
            2 => (width - 1, -1, width),
            3 => ((width * height) - 1, -1, -width),
            4 => ((height - 1) * width, 1, -width),
            5 => (0, width, 1),
            6 => ((height - 1) * width, -width, 1),
            7 => ((width * height) - 1, -width, -1),
            _ => (width - 1, width, -1),
        };
        var upright = orientation < 5 ? new RgbImage(width, height) : new RgbImage(height, width);
        Copy(image, upright, start, right, down);
        image.Dispose();
        return upright;
    }

    private static void Copy(RgbImage image, RgbImage upright, int start, int right, int down)
    {
        ReadOnlySpan<byte> source = image.Pixels;
        for (var y = 0; y < upright.Height; y++)
        {
            var row = upright.Row(y);
            var from = (start + (y * down)) * RgbImage.Channels;
            for (var to = 0; to < row.Length; to += RgbImage.Channels)
            {
                source.Slice(from, RgbImage.Channels).CopyTo(row[to..]);
                from += right * RgbImage.Channels;
            }
        }
    }
}
