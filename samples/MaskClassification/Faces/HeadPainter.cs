namespace MaskClassification.Faces;

/// <summary>Shoulders, neck, ears and the bare head.</summary>
internal static class HeadPainter
{
    public static void Body(Sketch sketch, Person person)
    {
        sketch.Shape(
            person.Skin.Shade(-0.16f),
            (-0.36f, 0.5f), (0.36f, 0.5f), (0.36f, 1.25f), (0.5f, 1.5f), (0, 1.75f), (-0.5f, 1.5f), (-0.36f, 1.25f));
        sketch.Ellipse(0, 1.0f, 0.4f, 0.16f, person.Skin.Shade(-0.45f).Fade(0.5f), 0.06f);
        sketch.Shape(
            person.Clothes,
            (-0.44f, 1.34f), (0, 1.62f), (0.44f, 1.34f), (1.05f, 1.5f), (1.5f, 1.95f), (1.6f, 3), (-1.6f, 3), (-1.5f, 1.95f), (-1.05f, 1.5f));
        sketch.Curve(person.Clothes.Shade(-0.3f), 0.04f, (-0.44f, 1.34f), (0, 1.62f), (0.44f, 1.34f));
    }

    public static void Head(Sketch sketch, Person person)
    {
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            var ear = side * (person.Width + 0.03f);
            sketch.Ellipse(ear, 0.03f, 0.1f, 0.2f, person.Skin.Shade(-0.1f));
            sketch.Ellipse(ear + (side * 0.01f), 0.03f, 0.05f, 0.12f, person.Skin.Shade(-0.28f));
            if (person.Earrings)
            {
                sketch.Ellipse(ear + (side * 0.02f), 0.27f, 0.035f, 0.045f, new(0xE2, 0xBE, 0x5A));
            }
        }

        var (width, jaw, chin) = (person.Width, person.Jaw, person.Chin);
        using var face = Sketch.Mirrored(
            (0, -1.02f), (width * 0.62f, -0.86f), (width * 0.96f, -0.42f), (width, -0.02f), (width * 0.94f, 0.33f), (jaw, 0.68f), (chin, 0.94f), (0, 1));
        sketch.Fill(face, person.Skin);

        sketch.Canvas.Save();
        sketch.Canvas.ClipPath(face, antialias: true);
        using var rim = Sketch.Mirrored((0, -1.1f), (width + 0.06f, -0.4f), (width + 0.05f, 0.2f), (jaw + 0.04f, 0.75f), (0, 1.05f));
        sketch.Stroke(rim, person.Skin.Shade(-0.4f).Fade(0.55f), 0.18f, 0.07f);
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            sketch.Ellipse(side * width * 0.58f, 0.3f, 0.17f, 0.13f, person.LipColor.Fade(0.22f * (1 - (0.6f * person.Lines))), 0.07f);
        }

        sketch.Canvas.Restore();
    }
}
