using SkiaSharp;

namespace MaskClassification.Faces;

/// <summary>The lines of age, and glasses.</summary>
internal static class AgePainter
{
    public static void Lines(Sketch sketch, Person person)
    {
        var color = person.Skin.Shade(-0.5f);
        var depth = person.Lines;
        var width = person.Width;
        if (depth > 0.15f)
        {
            for (var line = 0; line < (depth > 0.7f ? 3 : 2); line++)
            {
                var y = -0.44f - (0.1f * line);
                sketch.Curve(color.Fade(0.6f * depth), 0.02f, (-0.34f + (0.05f * line), y + 0.02f), (-0.1f, y - 0.02f), (0.1f, y - 0.02f), (0.34f - (0.05f * line), y + 0.02f));
            }
        }

        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            var eye = side * width * 0.46f;
            sketch.Curve(color.Fade(0.75f * depth), 0.024f, (eye - (side * 0.13f), 0.05f), (eye, 0.1f), (eye + (side * 0.14f), 0.06f));
            sketch.Curve(color.Fade(0.75f * depth), 0.026f, (side * (person.NoseWidth + 0.03f), 0.3f), (side * 0.29f, 0.44f), (side * 0.33f, 0.62f));
            if (depth > 0.3f)
            {
                var corner = side * width * 0.74f;
                sketch.Curve(color.Fade(0.7f * depth), 0.018f, (corner, -0.08f), (corner + (side * 0.1f), -0.14f));
                sketch.Curve(color.Fade(0.7f * depth), 0.018f, (corner, -0.04f), (corner + (side * 0.11f), -0.04f));
                sketch.Curve(color.Fade(0.7f * depth), 0.018f, (corner, 0), (corner + (side * 0.09f), 0.06f));
            }

            if (depth > 0.7f)
            {
                sketch.Curve(color.Fade(0.6f * depth), 0.022f, (eye - (side * 0.12f), 0.1f), (eye, 0.16f), (eye + (side * 0.13f), 0.12f));
                sketch.Curve(color.Fade(0.55f * depth), 0.024f, (side * 0.28f, 0.66f), (side * 0.3f, 0.78f), (side * 0.24f, 0.88f));
                sketch.Curve(color.Fade(0.5f * depth), 0.02f, (side * 0.05f, -0.3f), (side * 0.055f, -0.18f));
            }
        }
    }

    public static void Glasses(Sketch sketch, Person person)
    {
        if (person.Glasses == Faces.Glasses.None)
        {
            return;
        }

        var frame = person.Clothes.Shade(-0.5f);
        using var rim = new SKPaint { Color = frame, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 0.035f };
        using var lens = new SKPaint { Color = SKColors.White.Fade(0.13f), IsAntialias = true };
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            var x = side * person.Width * 0.46f;
            var box = person.Glasses == Faces.Glasses.Round
                ? new SKRoundRect(new SKRect(x - 0.21f, -0.22f, x + 0.21f, 0.17f), 0.2f)
                : new SKRoundRect(new SKRect(x - 0.23f, -0.19f, x + 0.23f, 0.13f), 0.06f);
            using (box)
            {
                sketch.Canvas.DrawRoundRect(box, lens);
                sketch.Canvas.DrawRoundRect(box, rim);
            }

            sketch.Curve(frame, 0.03f, (x + (side * 0.22f), -0.08f), (side * (person.Width + 0.06f), -0.06f));
        }

        sketch.Curve(frame, 0.035f, (-0.12f, -0.05f), (0, -0.08f), (0.12f, -0.05f));
    }
}
