using SkiaSharp;

namespace MaskClassification.Faces;

/// <summary>Smooth shapes and strokes on a canvas, in the face's units.</summary>
internal sealed class Sketch(SKCanvas canvas)
{
    public SKCanvas Canvas { get; } = canvas;

    /// <summary>A closed curve through points.</summary>
    public static SKPath Closed(params ReadOnlySpan<(float X, float Y)> points) => Spline(points, closed: true);

    /// <summary>An open curve through points.</summary>
    public static SKPath Open(params ReadOnlySpan<(float X, float Y)> points) => Spline(points, closed: false);

    /// <summary>A closed curve, symmetric about x = 0, through points from top to bottom of its right side; the first and last lie on the axis.</summary>
    public static SKPath Mirrored(params ReadOnlySpan<(float X, float Y)> right)
    {
        Span<(float, float)> all = stackalloc (float, float)[(2 * right.Length) - 2];
        right.CopyTo(all);
        for (var i = 1; i < right.Length - 1; i++)
        {
            all[^i] = (-right[i].X, right[i].Y);
        }

        return Closed(all);
    }

    public void Fill(SKPath path, SKColor color, float blur = 0)
    {
        using var filter = Blur(blur);
        using var paint = Paint(color, filter);
        Canvas.DrawPath(path, paint);
    }

    public void Stroke(SKPath path, SKColor color, float width, float blur = 0)
    {
        using var filter = Blur(blur);
        using var paint = Paint(color, filter);
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = width;
        paint.StrokeCap = SKStrokeCap.Round;
        Canvas.DrawPath(path, paint);
    }

    public void Curve(SKColor color, float width, params ReadOnlySpan<(float X, float Y)> points)
    {
        using var path = Open(points);
        Stroke(path, color, width);
    }

    public void Shape(SKColor color, params ReadOnlySpan<(float X, float Y)> points)
    {
        using var path = Closed(points);
        Fill(path, color);
    }

    public void Ellipse(float x, float y, float radiusX, float radiusY, SKColor color, float blur = 0)
    {
        using var filter = Blur(blur);
        using var paint = Paint(color, filter);
        Canvas.DrawOval(x, y, radiusX, radiusY, paint);
    }

    private static SKMaskFilter? Blur(float sigma) => sigma > 0 ? SKMaskFilter.CreateBlur(SKBlurStyle.Normal, sigma) : null;

    private static SKPaint Paint(SKColor color, SKMaskFilter? filter) => new() { Color = color, IsAntialias = true, MaskFilter = filter };

    /// <summary>Cubic pieces whose tangent at each point runs parallel to its neighbours (Catmull and Rom 1974).</summary>
    private static SKPath Spline(ReadOnlySpan<(float X, float Y)> points, bool closed)
    {
        using var path = new SKPathBuilder();
        path.MoveTo(points[0].X, points[0].Y);
        var pieces = closed ? points.Length : points.Length - 1;
        for (var i = 0; i < pieces; i++)
        {
            var before = At(points, i - 1, closed);
            var from = At(points, i, closed);
            var to = At(points, i + 1, closed);
            var after = At(points, i + 2, closed);
            path.CubicTo(
                from.X + ((to.X - before.X) / 6), from.Y + ((to.Y - before.Y) / 6),
                to.X - ((after.X - from.X) / 6), to.Y - ((after.Y - from.Y) / 6),
                to.X, to.Y);
        }

        if (closed)
        {
            path.Close();
        }

        return path.Detach();
    }

    private static (float X, float Y) At(ReadOnlySpan<(float X, float Y)> points, int index, bool closed) =>
        points[closed ? (index + points.Length) % points.Length : Math.Clamp(index, 0, points.Length - 1)];
}
