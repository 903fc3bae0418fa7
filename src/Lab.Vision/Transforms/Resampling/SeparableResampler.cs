using System.Buffers;
using System.Runtime.Intrinsics.X86;

namespace Lab.Vision;

/// <summary>
/// Carries out a <see cref="SeparableMap"/> in one pass over the source: only the pixels that the output depends on are read; each row is resized, turned, framed and handed to its target.
/// The resize is a separable convolution, rows first, with 8-bit rounding after each pass: the algorithm of Pillow's <c>Image.resize</c>, whose numbers it gives.
/// </summary>
internal static class SeparableResampler
{
    public static void Run(RgbImage source, in SeparableMap map, ImageTarget target) => Run(source, map, target, Avx2.IsSupported);

    internal static void Run(RgbImage source, in SeparableMap map, ImageTarget target, bool vectors)
    {
        var size = map.OutputSize;
        var stride = size.Width * RgbImage.Channels;
        var row = ArrayPool<byte>.Shared.Rent(stride + RgbImage.Slack);
        try
        {
            // The frame at both sides stays in the row from one to the next.
            map.Fill.Fill(row.AsSpan(0, stride));
            var (top, bottom) = map.X.Inside.End > 0 ? map.Y.Inside : default;
            for (var y = 0; y < top; y++)
            {
                target.WriteRow(y, row.AsSpan(0, stride));
            }

            if (map.Y.IsResampled && top < bottom)
            {
                Columns(source, map.X, map.Y, row, target, vectors);
            }
            else
            {
                var pass = new RowPass(source, map.X, vectors);
                for (var y = top; y < bottom; y++)
                {
                    pass.Run(map.Y.SampleOf(y), row, map.X.Inside.First * RgbImage.Channels);
                    target.WriteRow(y, row.AsSpan(0, stride));
                }
            }

            map.Fill.Fill(row.AsSpan(0, stride));
            for (var y = bottom; y < size.Height; y++)
            {
                target.WriteRow(y, row.AsSpan(0, stride));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(row);
        }
    }

    private static void Columns(RgbImage source, in AxisMap x, in AxisMap y, byte[] row, ImageTarget target, bool vectors)
    {
        var weights = y.Weights();
        if (x.IsPlain)
        {
            Columns(source.Buffer, x.SampleOf(x.Inside.First) * RgbImage.Channels, source.Width * RgbImage.Channels, y.Low, weights, x, y, row, target, vectors);
            return;
        }

        // Only the rows that the second pass will look at.
        var (a, b) = (y.SampleOf(y.Inside.First), y.SampleOf(y.Inside.End - 1));
        var first = Math.Min(weights.First[a], weights.First[b]);
        var end = Math.Max(weights.First[a] + weights.Count[a], weights.First[b] + weights.Count[b]);

        // A byte to spare behind each row.
        var stride = ((x.Inside.End - x.Inside.First) * RgbImage.Channels) + 1;
        var rows = ArrayPool<byte>.Shared.Rent(((end - first) * stride) + RgbImage.Slack);
        try
        {
            new RowPass(source, x, vectors).Run(y.Low + first, y.Low + end, rows, 0, stride);
            Columns(rows, 0, stride, -first, weights, x, y, row, target, vectors);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rows);
        }
    }

    /// <summary>The second pass, over rows of <paramref name="stride"/> bytes from byte <paramref name="from"/> on, the first of which the weights call -<paramref name="low"/>.</summary>
    private static void Columns(
        byte[] source, int from, int stride, int low, ResampleWeights weights, in AxisMap x, in AxisMap y, byte[] row, ImageTarget target, bool vectors)
    {
        var (left, right) = (x.Inside.First * RgbImage.Channels, x.Inside.End * RgbImage.Channels);
        for (var i = y.Inside.First; i < y.Inside.End; i++)
        {
            var sample = y.SampleOf(i);
            var start = from + ((low + weights.First[sample]) * stride);
            var done = vectors ? ResampleAvx2.Column(source, start, stride, row, left, right - left, weights, sample) : 0;
            ResampleScalar.Column(source.AsSpan(start), stride, row.AsSpan(left..right), done, weights, sample);
            target.WriteRow(i, row.AsSpan(0, x.Length * RgbImage.Channels));
        }
    }
}
