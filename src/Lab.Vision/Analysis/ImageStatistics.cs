namespace Lab.Vision;

/// <summary>What an image looks like in numbers, from at most some 50,000 of its pixels, evenly spread.</summary>
internal sealed class ImageStatistics
{
    private const int Enough = 50_000;

    private ImageStatistics(double[] sums, double[] squares, double brightness, double contrast, long pixels, float[] cells) =>
        (Sums, Squares, Brightness, Contrast, Pixels, Cells) = (sums, squares, brightness, contrast, pixels, cells);

    /// <summary>Sums of red, green and blue, from 0 to 255 each.</summary>
    public double[] Sums { get; }

    /// <summary>Sums of their squares.</summary>
    public double[] Squares { get; }

    /// <summary>The mean of the luma (Rec. 601), from 0 to 255.</summary>
    public double Brightness { get; }

    /// <summary>The standard deviation of the luma.</summary>
    public double Contrast { get; }

    /// <summary>How many pixels were looked at.</summary>
    public long Pixels { get; }

    /// <summary>Mean lumas of 18 x 16 cells, row by row.</summary>
    public float[] Cells { get; }

    public static ImageStatistics Of(RgbImage image)
    {
        var step = Math.Max(1, (int)Math.Ceiling(Math.Sqrt((double)image.Width * image.Height / Enough)));
        var (sums, squares) = (new double[3], new double[3]);
        var (cells, counts) = (new float[PerceptualHash.Columns * PerceptualHash.Rows], new int[PerceptualHash.Columns * PerceptualHash.Rows]);
        var (luma, lumaSquares, pixels) = (0.0, 0.0, 0L);
        for (var y = Math.Min(step / 2, image.Height / 2); y < image.Height; y += step)
        {
            ReadOnlySpan<byte> row = image.Row(y);
            var cellRow = y * PerceptualHash.Rows / image.Height * PerceptualHash.Columns;
            long red = 0, green = 0, blue = 0, red2 = 0, green2 = 0, blue2 = 0;
            for (var x = Math.Min(step / 2, image.Width / 2); x < image.Width; x += step)
            {
                int r = row[3 * x], g = row[(3 * x) + 1], b = row[(3 * x) + 2];
                (red, green, blue) = (red + r, green + g, blue + b);
                (red2, green2, blue2) = (red2 + (r * r), green2 + (g * g), blue2 + (b * b));
                var grey = Grey(r, g, b);
                luma += grey;
                lumaSquares += (double)grey * grey;
                var cell = cellRow + (int)((long)x * PerceptualHash.Columns / image.Width);
                cells[cell] += grey;
                counts[cell]++;
                pixels++;
            }

            (sums[0], sums[1], sums[2]) = (sums[0] + red, sums[1] + green, sums[2] + blue);
            (squares[0], squares[1], squares[2]) = (squares[0] + red2, squares[1] + green2, squares[2] + blue2);
        }

        Divide(cells, counts, image);
        return new ImageStatistics(sums, squares, luma / pixels, Math.Sqrt(Math.Max(0, (lumaSquares / pixels) - (luma / pixels * (luma / pixels)))), pixels, cells);
    }

    // An image smaller than the cells has cells without a pixel: they take the one that lies under their middle.
    private static void Divide(float[] cells, int[] counts, RgbImage image)
    {
        for (var cell = 0; cell < cells.Length; cell++)
        {
            if (counts[cell] > 0)
            {
                cells[cell] /= counts[cell];
                continue;
            }

            var (row, column) = Math.DivRem(cell, PerceptualHash.Columns);
            var y = (int)((row + 0.5) * image.Height / PerceptualHash.Rows);
            var x = 3 * (int)((column + 0.5) * image.Width / PerceptualHash.Columns);
            ReadOnlySpan<byte> pixels = image.Row(y);
            cells[cell] = Grey(pixels[x], pixels[x + 1], pixels[x + 2]);
        }
    }

    private static float Grey(int red, int green, int blue) => (0.299f * red) + (0.587f * green) + (0.114f * blue);
}
