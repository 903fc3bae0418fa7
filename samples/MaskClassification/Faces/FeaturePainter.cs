using SkiaSharp;

namespace MaskClassification.Faces;

/// <summary>Eyes, brows, nose, mouth and beard.</summary>
internal static class FeaturePainter
{
    public static void Eyes(Sketch sketch, Person person)
    {
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            sketch.Canvas.Save();
            sketch.Canvas.Translate(side * person.Width * 0.46f, -0.06f);
            sketch.Canvas.Scale(side * person.EyeSize, person.EyeSize);
            Eye(sketch, person);
            sketch.Canvas.Restore();

            var inner = side * 0.13f;
            var outer = side * person.Width * 0.78f;
            var middle = (inner + outer) / 2;
            sketch.Curve(
                person.BrowColor.Fade(0.92f), person.BrowThickness, (inner, -0.25f), (middle, -0.27f - person.BrowArch), (outer, -0.22f));
        }
    }

    public static void Nose(Sketch sketch, Person person)
    {
        var shadow = person.Skin.Shade(-0.38f);
        var width = person.NoseWidth;
        sketch.Curve(shadow.Fade(0.35f), 0.03f, (0.07f, -0.1f), (0.06f, 0.1f), (width * 0.7f, 0.24f));
        sketch.Ellipse(0, 0.27f, width * 0.8f, 0.07f, person.Skin.Shade(0.12f).Fade(0.6f), 0.03f);
        sketch.Curve(shadow.Fade(0.8f), 0.025f, (-width, 0.27f), (-width * 0.8f, 0.33f), (-width * 0.35f, 0.33f), (0, 0.36f), (width * 0.35f, 0.33f), (width * 0.8f, 0.33f), (width, 0.27f));
        sketch.Ellipse(-width * 0.5f, 0.32f, 0.03f, 0.016f, shadow.Shade(-0.4f).Fade(0.8f));
        sketch.Ellipse(width * 0.5f, 0.32f, 0.03f, 0.016f, shadow.Shade(-0.4f).Fade(0.8f));
    }

    public static void Mouth(Sketch sketch, Person person)
    {
        var full = person.LipFullness * 0.1f;
        var corner = 0.6f - person.Smile;
        var middle = 0.6f + (person.Smile * 0.4f);
        sketch.Shape(
            person.LipColor.Shade(-0.08f),
            (-0.25f, corner), (-0.09f, 0.58f - full), (0, 0.595f - full), (0.09f, 0.58f - full), (0.25f, corner), (0, middle + 0.01f));
        sketch.Shape(person.LipColor, (-0.25f, corner), (0, middle), (0.25f, corner), (0.12f, middle + 0.03f + full), (-0.12f, middle + 0.03f + full));
        sketch.Curve(person.LipColor.Shade(-0.55f), 0.022f, (-0.26f, corner), (-0.1f, middle), (0.1f, middle), (0.26f, corner));
    }

    public static void Whiskers(Sketch sketch, Person person)
    {
        var color = person.Beard == Beard.Stubble ? person.BrowColor.Fade(0.28f) : person.BrowColor.Fade(0.9f);
        if (person.Beard is Beard.Stubble or Beard.Full)
        {
            var (width, jaw, chin) = (person.Width, person.Jaw, person.Chin);
            var below = person.Beard == Beard.Full ? 0.1f : 0;
            using var beard = Sketch.Mirrored(
                (0, 0.7f), (0.2f, 0.72f), (0.33f, 0.62f), (0.36f, 0.48f), (width * 0.78f, 0.42f), (width * 0.95f, 0.12f),
                (width * 0.96f, 0.33f), (jaw + 0.01f, 0.68f), (chin, 0.96f + below), (0, 1 + below));
            sketch.Fill(beard, color, 0.02f);
        }

        if (person.Beard != Beard.None)
        {
            using var moustache = Sketch.Mirrored((0, 0.43f), (0.16f, 0.42f), (0.32f, 0.58f), (0.28f, 0.62f), (0.12f, 0.51f), (0, 0.5f));
            sketch.Fill(moustache, color, 0.012f);
        }
    }

    private static void Eye(Sketch sketch, Person person)
    {
        if (person.EyeShadow is { } shadow)
        {
            sketch.Ellipse(0, -0.07f, 0.18f, 0.08f, shadow.Fade(0.5f), 0.03f);
        }

        sketch.Ellipse(0, -0.02f, 0.18f, 0.1f, person.Skin.Shade(-0.3f).Fade(0.35f), 0.04f);
        using var white = Sketch.Closed((-0.15f, 0.015f), (-0.06f, -0.065f), (0.06f, -0.07f), (0.155f, -0.005f), (0.06f, 0.05f), (-0.06f, 0.05f));
        sketch.Fill(white, new SKColor(0xF4, 0xF1, 0xEC));
        sketch.Canvas.Save();
        sketch.Canvas.ClipPath(white, antialias: true);
        sketch.Ellipse(0, -0.01f, 0.066f, 0.066f, person.EyeColor);
        sketch.Ellipse(0, -0.01f, 0.03f, 0.03f, SKColors.Black);
        sketch.Ellipse(0.02f, -0.03f, 0.014f, 0.014f, SKColors.White);
        sketch.Canvas.Restore();

        var lid = person.Skin.Shade(-0.75f);
        sketch.Curve(lid, 0.018f + (0.022f * person.Lashes), (-0.155f, 0.015f), (-0.06f, -0.07f), (0.06f, -0.075f), (0.165f, -0.01f));
        if (person.Lashes > 0.55f)
        {
            sketch.Curve(lid, 0.02f, (0.13f, -0.035f), (0.215f, -0.07f));
            sketch.Curve(lid, 0.016f, (0.09f, -0.06f), (0.155f, -0.115f));
        }
    }
}
