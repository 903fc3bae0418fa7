using SkiaSharp;

namespace MaskClassification.Faces;

/// <summary>The colours that people, clothes and rooms are made of, and how colours mix.</summary>
internal static class Palette
{
    public static readonly SKColor Grey = new(0xA8, 0xA8, 0xA6);

    public static readonly SKColor White = new(0xE8, 0xE6, 0xE2);

    public static readonly SKColor[] Skins =
    [
        new(0xF6, 0xD7, 0xC0), new(0xEF, 0xC6, 0xA6), new(0xE3, 0xB0, 0x8B), new(0xD0, 0x98, 0x70),
        new(0xB5, 0x7C, 0x56), new(0x94, 0x60, 0x40), new(0x74, 0x49, 0x31), new(0x58, 0x37, 0x27),
    ];

    public static readonly SKColor[] Hairs =
    [
        new(0x17, 0x14, 0x14), new(0x2A, 0x1E, 0x19), new(0x40, 0x2B, 0x20), new(0x5D, 0x3D, 0x29), new(0x7B, 0x3F, 0x22), new(0xC1, 0x97, 0x57),
    ];

    public static readonly SKColor[] Eyes =
    [
        new(0x3A, 0x24, 0x18), new(0x53, 0x35, 0x20), new(0x6B, 0x55, 0x2B), new(0x4D, 0x71, 0x5A), new(0x4F, 0x7C, 0xA3),
    ];

    public static readonly SKColor[] Fabrics =
    [
        new(0x2F, 0x3E, 0x56), new(0x7A, 0x2E, 0x35), new(0x44, 0x5C, 0x43), new(0xD9, 0xD5, 0xCB), new(0x2B, 0x2B, 0x2E), new(0x8C, 0x6F, 0x9E), new(0xC7, 0x8C, 0x3E),
    ];

    public static readonly SKColor[] Rooms =
    [
        new(0xC9, 0xCF, 0xD6), new(0xB9, 0xC7, 0xB8), new(0xD8, 0xCB, 0xB5), new(0x8F, 0xA3, 0xB8), new(0xA9, 0x93, 0x88), new(0x7F, 0x86, 0x7A), new(0xE3, 0xE1, 0xDC),
    ];

    public static SKColor Pick(ref KeyedRandom random, SKColor[] colors) => colors[random.NextInt32(0, colors.Length)];

    /// <summary>A colour between two, by component; <paramref name="share"/> is that of <paramref name="other"/>.</summary>
    public static SKColor Mix(this SKColor color, SKColor other, float share) => new(
        Between(color.Red, other.Red, share),
        Between(color.Green, other.Green, share),
        Between(color.Blue, other.Blue, share),
        color.Alpha);

    /// <summary>A darker (below 0) or lighter (above 0) colour, from -1 (black) to 1 (white).</summary>
    public static SKColor Shade(this SKColor color, float by) => by < 0 ? color.Mix(SKColors.Black, -by) : color.Mix(SKColors.White, by);

    /// <summary>The colour at an opacity from 0 to 1.</summary>
    public static SKColor Fade(this SKColor color, float opacity) => color.WithAlpha((byte)MathF.Round(255 * Math.Clamp(opacity, 0, 1)));

    private static byte Between(byte from, byte to, float share) => (byte)MathF.Round(from + ((to - from) * Math.Clamp(share, 0, 1)));
}
