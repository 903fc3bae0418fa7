using SkiaSharp;

namespace MaskClassification.Faces;

/// <summary>Where a mask sits.</summary>
internal enum MaskSeat
{
    Nowhere,
    OverNose,
    BelowNose,
    OnChin,
}

/// <summary>Five kinds of masks.</summary>
internal static class MaskPainter
{
    public const int Kinds = 5;

    private static readonly SKColor[] Fabrics = [new(0x9C, 0xCB, 0xDE), new(0xF3, 0xF3, 0xF1), new(0x2C, 0x2C, 0x30), new(0xC8, 0x82, 0x96), new(0xD8, 0xD6, 0xCC)];

    /// <summary>Draws a mask of a kind from 0 to 4.</summary>
    public static void Draw(Sketch sketch, Person person, int kind, MaskSeat seat, RandomKey key)
    {
        if (seat == MaskSeat.Nowhere)
        {
            return;
        }

        var random = key.CreateRandom();
        var slip = (float)random.NextDouble(-0.03, 0.03);
        var (top, bridge, bottom) = seat switch
        {
            MaskSeat.OverNose => (0.2f + slip, 0.02f + slip, 1.06f),
            MaskSeat.BelowNose => (0.46f + slip, 0.4f + slip, 1.1f),
            _ => (0.76f + slip, 0.74f + slip, 1.2f),
        };
        var color = Fabrics[kind].Shade((float)random.NextDouble(-0.1, 0.1));
        if (kind == 3)
        {
            color = SKColor.FromHsl((float)random.NextDouble(0, 360), 40, 55);
        }

        var upper = top < 0.7f ? person.Width * 0.97f : person.Jaw + 0.05f;
        var lower = MathF.Max(person.Jaw - 0.02f, person.Chin + 0.14f);
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            sketch.Curve(Fabrics[1].Shade(-0.05f), 0.025f, (side * upper, top + 0.03f), (side * (person.Width + 0.05f), 0.05f));
            sketch.Curve(Fabrics[1].Shade(-0.12f), 0.025f, (side * lower, bottom - 0.25f), (side * (person.Width + 0.06f), 0.14f));
        }

        using var mask = Sketch.Mirrored(
            (0, bridge), (upper * 0.32f, bridge + ((top - bridge) * 0.35f)), (upper * 0.7f, top - 0.01f), (upper, top + 0.02f),
            (upper * 0.98f, top + ((bottom - top) * 0.35f)), (lower, bottom - 0.27f), (lower * 0.6f, bottom - 0.04f), (0, bottom));
        sketch.Fill(mask, SKColors.Black.Fade(0.25f), 0.04f);
        sketch.Fill(mask, color);
        sketch.Canvas.Save();
        sketch.Canvas.ClipPath(mask, antialias: true);
        Detail(sketch, kind, color, upper, bridge, bottom);
        sketch.Canvas.Restore();
        sketch.Stroke(mask, color.Shade(-0.3f), 0.02f);
    }

    private static void Detail(Sketch sketch, int kind, SKColor color, float width, float top, float bottom)
    {
        var height = bottom - top;
        switch (kind)
        {
            case 0:
                for (var pleat = 1; pleat <= 3; pleat++)
                {
                    var y = top + (height * (0.2f + (0.2f * pleat)));
                    sketch.Curve(color.Shade(-0.22f), 0.025f, (-width, y - 0.04f), (0, y + 0.03f), (width, y - 0.04f));
                }

                break;
            case 1:
                sketch.Curve(color.Shade(-0.2f), 0.03f, (-width, top + (height * 0.42f)), (0, top + (height * 0.3f)), (width, top + (height * 0.42f)));
                sketch.Curve(color.Shade(-0.2f), 0.03f, (-width, top + (height * 0.62f)), (0, top + (height * 0.74f)), (width, top + (height * 0.62f)));
                break;
            case 2:
                sketch.Curve(color.Shade(0.2f), 0.025f, (0, top), (0.02f, top + (height * 0.5f)), (0, bottom));
                break;
            case 3:
                for (var row = 0; row < 7; row++)
                {
                    for (var column = -4; column <= 4; column++)
                    {
                        sketch.Ellipse((column + (row % 2 * 0.5f)) * 0.18f, top + 0.06f + (row * 0.16f), 0.035f, 0.035f, color.Shade(0.55f));
                    }
                }

                break;
            default:
                sketch.Curve(color.Shade(-0.25f), 0.02f, (0, top), (0, bottom));
                sketch.Ellipse(width * 0.42f, top + (height * 0.6f), 0.13f, 0.12f, color.Shade(-0.35f));
                sketch.Ellipse(width * 0.42f, top + (height * 0.6f), 0.09f, 0.08f, color.Shade(-0.12f));
                break;
        }
    }
}
