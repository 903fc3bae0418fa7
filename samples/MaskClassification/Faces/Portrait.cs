using SkiaSharp;

namespace MaskClassification.Faces;

/// <summary>Draws one picture of a person.</summary>
internal static class Portrait
{
    public const int Width = 144;
    public const int Height = 192;

    /// <summary>The picture; the same bytes for the same arguments.</summary>
    /// <param name="person">Who is on it.</param>
    /// <param name="room">The colour behind the person.</param>
    /// <param name="kind">Which mask, from 0 to 4.</param>
    /// <param name="seat">Where the mask sits.</param>
    /// <param name="key">What the pose, the light and the mask's folds are drawn from.</param>
    public static Picture Draw(Person person, SKColor room, int kind, MaskSeat seat, RandomKey key)
    {
        var pose = Pose.Take(key.Derive("pose"));
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var canvas = surface.Canvas;
        Room(canvas, room, pose);

        canvas.Save();
        canvas.Translate((Width / 2f) + pose.ShiftX, (Height * 0.48f) + pose.ShiftY);
        canvas.RotateDegrees(pose.Tilt);
        canvas.Scale(pose.Scale);
        var sketch = new Sketch(canvas);
        HairPainter.Back(sketch, person);
        HeadPainter.Body(sketch, person);
        HeadPainter.Head(sketch, person);

        // A turned head shows its features off its middle, and the far side narrower.
        canvas.Save();
        canvas.Translate(0.07f * pose.Turn, 0);
        canvas.Scale(1 - (0.06f * MathF.Abs(pose.Turn)), 1);
        AgePainter.Lines(sketch, person);
        FeaturePainter.Nose(sketch, person);
        FeaturePainter.Mouth(sketch, person);
        FeaturePainter.Whiskers(sketch, person);
        FeaturePainter.Eyes(sketch, person);
        MaskPainter.Draw(sketch, person, kind, seat, key.Derive("mask"));
        canvas.Restore();

        HairPainter.Front(sketch, person);
        AgePainter.Glasses(sketch, person);
        canvas.Restore();

        Light(canvas, pose);
        return Picture.Of(surface, pose.Quality);
    }

    private static void Room(SKCanvas canvas, SKColor room, Pose pose)
    {
        using var gradient = Gradient(pose.LightAngle, room.Shade(0.2f), room.Shade(-0.25f));
        using var paint = new SKPaint { Shader = gradient };
        canvas.DrawPaint(paint);
    }

    private static void Light(SKCanvas canvas, Pose pose)
    {
        var warm = new SKColor(0xFF, 0xEC, 0xD2);
        var cold = new SKColor(0xDC, 0xE8, 0xFF);
        var tint = pose.Warmth > 0 ? SKColors.White.Mix(warm, pose.Warmth) : SKColors.White.Mix(cold, -pose.Warmth);
        var near = tint.Shade(pose.Light < 0 ? 0.28f * pose.Light : 0);
        using var gradient = Gradient(pose.LightAngle, near, near.Shade(-0.22f));
        using var multiply = new SKPaint { Shader = gradient, BlendMode = SKBlendMode.Multiply };
        canvas.DrawPaint(multiply);
        if (pose.Light > 0)
        {
            using var screen = new SKPaint { Color = SKColors.Black.Shade(0.16f * pose.Light), BlendMode = SKBlendMode.Screen };
            canvas.DrawPaint(screen);
        }
    }

    private static SKShader Gradient(float angle, SKColor from, SKColor to)
    {
        var (sin, cos) = MathF.SinCos(angle * MathF.PI / 180);
        var center = new SKPoint(Width / 2f, Height / 2f);
        var reach = new SKPoint(cos * Width / 2, sin * Height / 2);
        return SKShader.CreateLinearGradient(center + reach, center - reach, [from, to], SKShaderTileMode.Clamp);
    }
}
