using System.Buffers;
using System.Runtime.Intrinsics.X86;

namespace Lab.Vision;

/// <summary>
/// Antialiased resize by separable convolution, rows first, with 8-bit rounding after each pass: the algorithm of Pillow's
/// <c>Image.resize</c>, whose numbers it gives.
/// </summary>
internal static class Resampler
{
    public static RgbImage Resize(RgbImage image, int width, int height, ResampleFilter filter) =>
        Resize(image, width, height, filter, Avx2.IsSupported);

    internal static RgbImage Resize(RgbImage image, int width, int height, ResampleFilter filter, bool vectors)
    {
        if (width == image.Width && height == image.Height)
        {
            return RgbImage.FromPixels(width, height, image.Pixels);
        }

        var result = new RgbImage(width, height);
        if (height == image.Height)
        {
            Horizontal(image.Buffer, image.Width, 0, height, result.Buffer, width, filter, vectors);
            return result;
        }

        var vertical = ResampleWeights.Get(image.Height, height, filter);
        if (width == image.Width)
        {
            Vertical(image.Buffer, 0, result, vertical, vectors);
            return result;
        }

        // Only the rows that the second pass will look at.
        var firstRow = vertical.First[0];
        var lastRow = vertical.First[height - 1] + vertical.Count[height - 1];
        var rows = ArrayPool<byte>.Shared.Rent(((lastRow - firstRow) * width * RgbImage.Channels) + RgbImage.Slack);
        try
        {
            Horizontal(image.Buffer, image.Width, firstRow, lastRow - firstRow, rows, width, filter, vectors);
            Vertical(rows, firstRow, result, vertical, vectors);
            return result;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rows);
        }
    }

    private static void Horizontal(
        byte[] source, int sourceWidth, int firstRow, int rows, byte[] target, int targetWidth, ResampleFilter filter, bool vectors)
    {
        var weights = ResampleWeights.Get(sourceWidth, targetWidth, filter);
        for (var row = 0; row < rows; row++)
        {
            var from = (firstRow + row) * sourceWidth * RgbImage.Channels;
            var to = row * targetWidth * RgbImage.Channels;
            if (vectors)
            {
                ResampleAvx2.Row(source, from, target, to, weights);
            }
            else
            {
                ResampleScalar.Row(source.AsSpan(from), target.AsSpan(to), weights);
            }
        }
    }

    private static void Vertical(byte[] source, int firstRow, RgbImage result, ResampleWeights weights, bool vectors)
    {
        var stride = result.Width * RgbImage.Channels;
        for (var y = 0; y < result.Height; y++)
        {
            var from = (weights.First[y] - firstRow) * stride;
            var start = vectors ? ResampleAvx2.Column(source, from, stride, result.Buffer, y * stride, weights, y) : 0;
            ResampleScalar.Column(source.AsSpan(from), stride, result.Row(y), start, weights, y);
        }
    }
}
