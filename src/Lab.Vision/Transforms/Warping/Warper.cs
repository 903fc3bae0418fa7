using System.Buffers;

namespace Lab.Vision;

/// <summary>Carries out a <see cref="WarpMap"/>, row by row.</summary>
internal static class Warper
{
    public static void Run(RgbImage source, WarpMap warp, ImageTarget target)
    {
        var (left, top, right, bottom) = warp.Window;
        var (reduceX, reduceY) = warp.Reduction();
        if (reduceX == 1 && reduceY == 1)
        {
            Run(source, warp.Map, warp, (left, top, right, bottom), target);
            return;
        }

        var (width, height) = (Math.Max(1, (int)Math.Ceiling((right - left) / reduceX)), Math.Max(1, (int)Math.Ceiling((bottom - top) / reduceY)));
        var reduction = new SeparableMap(source.Size);
        reduction.TryCrop(left, top, right - left, bottom - top, default);
        reduction.TryResize(width, height, ResampleFilter.Bilinear);
        using var reduced = new RgbImage(width, height);
        SeparableResampler.Run(source, reduction, ImageTarget.Interleaved(reduced));
        var (scaleX, scaleY) = ((double)width / (right - left), (double)height / (bottom - top));
        var map = new ProjectiveMap(scaleX, 0, -left * scaleX, 0, scaleY, -top * scaleY).Then(warp.Map);
        Run(reduced, map, warp, (0, 0, width, height), target);
    }

    private static void Run(RgbImage source, in ProjectiveMap map, WarpMap warp, (int Left, int Top, int Right, int Bottom) window, ImageTarget target)
    {
        var size = warp.OutputSize;
        var stride = size.Width * RgbImage.Channels;
        var buffer = ArrayPool<byte>.Shared.Rent(stride + RgbImage.Slack);
        try
        {
            var row = buffer.AsSpan(0, stride);
            for (var y = 0; y < size.Height; y++)
            {
                // What the last stage shows outside its input hides what the earlier ones show.
                var (first, end) = (0, size.Width);
                for (var i = warp.Bounds.Count - 1; i >= 0; i--)
                {
                    var inside = warp.Bounds[i].Inside(y, first, end);
                    warp.Bounds[i].Fill.Fill(row[(first * RgbImage.Channels)..(inside.First * RgbImage.Channels)]);
                    warp.Bounds[i].Fill.Fill(row[(inside.End * RgbImage.Channels)..(end * RgbImage.Channels)]);
                    (first, end) = inside;
                }

                WarpSampler.Row(source, window, new WarpRow(map, y), warp.Filter, buffer, first, end);
                target.WriteRow(y, row);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
