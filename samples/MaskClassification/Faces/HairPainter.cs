using SkiaSharp;

namespace MaskClassification.Faces;

/// <summary>Hair behind and before the head.</summary>
internal static class HairPainter
{
    public static void Back(Sketch sketch, Person person)
    {
        var color = person.HairColor.Shade(-0.22f);
        var width = person.Width + person.HairVolume;
        switch (person.Hair)
        {
            case HairStyle.Long:
                Fall(sketch, color, width, 1.5f, 0.08f);
                break;
            case HairStyle.LongWavy:
                Fall(sketch, color, width + 0.08f, 1.6f, 0.2f);
                break;
            case HairStyle.Bob:
                Fall(sketch, color, width + 0.03f, 0.72f, 0.06f);
                break;
            case HairStyle.Bun:
                sketch.Ellipse(0.05f, -1.24f, 0.3f, 0.24f, color);
                break;
            case HairStyle.Ponytail:
                var side = person.Parting < 0 ? -1 : 1;
                sketch.Shape(color, (side * 0.5f, -0.9f), (side * 1.05f, -0.5f), (side * 1.15f, 0.4f), (side * 0.95f, 1.2f), (side * 0.8f, 0.5f), (side * 0.6f, -0.2f));
                break;
            case HairStyle.Curly:
                Curls(sketch, person, color, 0.24f);
                break;
        }
    }

    public static void Front(Sketch sketch, Person person)
    {
        switch (person.Hair)
        {
            case HairStyle.Bald:
                Sides(sketch, person, 0.35f);
                break;
            case HairStyle.Receding:
                Sides(sketch, person, 0.9f);
                Cap(sketch, person, person.HairColor.Fade(0.75f), side: -0.25f, hairline: -0.9f, temple: -0.82f, volume: 0.02f);
                break;
            case HairStyle.Buzz:
                Cap(sketch, person, person.HairColor.Fade(0.75f), side: -0.12f, hairline: -0.66f, temple: -0.6f, volume: 0.01f);
                break;
            case HairStyle.Curly:
                Cap(sketch, person, person.HairColor, side: -0.1f, hairline: -0.58f, temple: -0.52f, volume: person.HairVolume);
                Curls(sketch, person, person.HairColor.Shade(0.06f), 0.13f);
                break;
            case HairStyle.Short:
            case HairStyle.SideParted:
                var height = person.Hair == HairStyle.Short ? person.HairVolume : person.HairVolume + 0.05f;
                Cap(sketch, person, person.HairColor, side: -0.02f, hairline: -0.6f, temple: -0.55f, volume: height);
                break;
            case HairStyle.Bun:
            case HairStyle.Ponytail:
                Cap(sketch, person, person.HairColor, side: -0.05f, hairline: -0.68f, temple: -0.5f, volume: 0.04f);
                break;
            default:
                Cap(sketch, person, person.HairColor, side: 0.25f, hairline: -0.58f, temple: -0.4f, volume: person.HairVolume);
                Locks(sketch, person);
                break;
        }
    }

    /// <summary>Hair that falls behind the head down to <paramref name="length"/>.</summary>
    private static void Fall(Sketch sketch, SKColor color, float width, float length, float flare)
    {
        using var fall = Sketch.Mirrored(
            (0, -1.15f), (width * 0.7f, -1), (width + 0.04f, -0.4f), (width + (flare * 0.6f), 0.2f), (width + flare, length * 0.75f), (width * 0.75f, length), (0, length - 0.1f));
        sketch.Fill(fall, color);
    }

    /// <summary>The hair on the skull, between its outline and the hairline.</summary>
    private static void Cap(Sketch sketch, Person person, SKColor color, float side, float hairline, float temple, float volume)
    {
        var width = person.Width;
        var part = person.Parting * width * 0.8f;
        using var cap = Sketch.Closed(
            (-width - 0.03f, side), (-width - 0.03f - volume, -0.45f), (-(width * 0.66f) - (volume * 0.6f), -0.95f - (volume * 0.7f)), (0, -1.06f - volume),
            ((width * 0.66f) + (volume * 0.6f), -0.95f - (volume * 0.7f)), (width + 0.03f + volume, -0.45f), (width + 0.03f, side),
            (width * 0.93f, -0.3f), (width * 0.82f, temple), (part + 0.2f, hairline), (part, hairline - 0.1f), (part - 0.2f, hairline), (-width * 0.82f, temple), (-width * 0.93f, -0.3f));
        sketch.Fill(cap, color);

        sketch.Canvas.Save();
        sketch.Canvas.ClipPath(cap, antialias: true);
        for (var strand = -4; strand <= 4; strand++)
        {
            var end = strand * width * 0.26f;
            var shade = strand % 2 == 0 ? 0.14f : -0.2f;
            sketch.Curve(person.HairColor.Shade(shade).Fade(0.5f), 0.025f, (part, -1.1f - volume), ((part + end) / 2, -0.98f), (end, -0.7f), (end * 1.08f, -0.2f));
        }

        sketch.Canvas.Restore();
    }

    /// <summary>Locks before the ears, down beside the cheeks.</summary>
    private static void Locks(Sketch sketch, Person person)
    {
        var length = person.Hair == HairStyle.Bob ? 0.66f : 1.35f;
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            var edge = side * person.Width;
            var wave = person.Hair == HairStyle.LongWavy ? side * 0.1f : 0;
            sketch.Shape(
                person.HairColor,
                (edge * 0.9f, -0.55f), (edge + (side * (0.03f + person.HairVolume)), -0.4f), (edge + (side * 0.14f) + wave, 0.3f), (edge + (side * 0.1f) - wave, length * 0.8f),
                (edge * 0.95f, length), (edge * 0.86f, length * 0.7f), (edge + (wave * 0.6f), 0.3f), (edge * 0.95f, -0.1f));
            sketch.Curve(person.HairColor.Shade(-0.25f).Fade(0.6f), 0.025f, (edge, -0.4f), (edge + (side * 0.07f), 0.3f), (edge, length * 0.85f));
        }
    }

    /// <summary>What is left above the ears.</summary>
    private static void Sides(Sketch sketch, Person person, float opacity)
    {
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            var edge = side * person.Width;
            sketch.Shape(
                person.HairColor.Fade(opacity),
                (edge * 0.93f, -0.02f), (edge * 1.06f, -0.02f), (edge * 1.1f, -0.35f), (edge * 0.98f, -0.62f), (edge * 0.88f, -0.6f), (edge * 0.95f, -0.3f));
        }
    }

    private static void Curls(Sketch sketch, Person person, SKColor color, float radius)
    {
        for (var curl = 0; curl <= 14; curl++)
        {
            var angle = MathF.PI * (1 + (curl / 14f));
            var x = MathF.Cos(angle) * (person.Width + 0.06f);
            var y = -0.3f + (MathF.Sin(angle) * 0.78f);
            sketch.Ellipse(x, y, radius, radius, curl % 2 == 0 ? color : color.Shade(-0.12f));
        }
    }
}
