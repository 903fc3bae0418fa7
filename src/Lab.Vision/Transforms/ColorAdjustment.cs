namespace Lab.Vision;

/// <summary>Brightness, contrast, saturation and hue of interleaved RGB bytes, with the formulas of torchvision's functions on uint8 tensors.</summary>
internal static class ColorAdjustment
{
    public static void Brightness(Span<byte> pixels, float factor) => Blend(pixels, factor, 0);

    /// <summary>Moves every channel away from the mean grey of the image, or towards it below 1.</summary>
    public static void Contrast(Span<byte> pixels, float factor)
    {
        var sum = 0L;
        for (var i = 0; i + 2 < pixels.Length; i += RgbImage.Channels)
        {
            sum += Gray(pixels[i], pixels[i + 1], pixels[i + 2]);
        }

        Blend(pixels, factor, (float)(sum / (pixels.Length / (double)RgbImage.Channels)));
    }

    /// <summary>Moves every pixel away from its own grey, or towards it below 1.</summary>
    public static void Saturation(Span<byte> pixels, float factor)
    {
        for (var i = 0; i + 2 < pixels.Length; i += RgbImage.Channels)
        {
            var gray = (1 - factor) * Gray(pixels[i], pixels[i + 1], pixels[i + 2]);
            pixels[i] = Truncate((factor * pixels[i]) + gray);
            pixels[i + 1] = Truncate((factor * pixels[i + 1]) + gray);
            pixels[i + 2] = Truncate((factor * pixels[i + 2]) + gray);
        }
    }

    /// <summary>Turns the colour circle by <paramref name="shift"/> turns, in HSV.</summary>
    public static void Hue(Span<byte> pixels, float shift)
    {
        for (var i = 0; i + 2 < pixels.Length; i += RgbImage.Channels)
        {
            var (hue, saturation, value) = ToHsv(pixels[i] / 255f, pixels[i + 1] / 255f, pixels[i + 2] / 255f);
            hue += shift;
            var (red, green, blue) = ToRgb(hue - MathF.Floor(hue), saturation, value);
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (ToByte(red), ToByte(green), ToByte(blue));
        }
    }

    /// <summary>Turns the hue, and adds to saturation and value, which stay within 0 and 1.</summary>
    public static void ShiftHsv(Span<byte> pixels, float hueShift, float saturationShift, float valueShift)
    {
        for (var i = 0; i + 2 < pixels.Length; i += RgbImage.Channels)
        {
            var (hue, saturation, value) = ToHsv(pixels[i] / 255f, pixels[i + 1] / 255f, pixels[i + 2] / 255f);
            hue += hueShift;
            var (red, green, blue) = ToRgb(hue - MathF.Floor(hue), Math.Clamp(saturation + saturationShift, 0, 1), Math.Clamp(value + valueShift, 0, 1));
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (ToByte(red), ToByte(green), ToByte(blue));
        }
    }

    internal static (float Hue, float Saturation, float Value) ToHsv(float red, float green, float blue)
    {
        var highest = Math.Max(red, Math.Max(green, blue));
        var lowest = Math.Min(red, Math.Min(green, blue));
        var range = highest - lowest;
        if (range == 0)
        {
            return (0, 0, highest);
        }

        var sixths = highest == red ? (green - blue) / range
            : highest == green ? 2 + ((blue - red) / range)
            : 4 + ((red - green) / range);
        var hue = (sixths / 6) + 1;
        return (hue - MathF.Floor(hue), range / highest, highest);
    }

    private static (float Red, float Green, float Blue) ToRgb(float hue, float saturation, float value)
    {
        var sector = MathF.Floor(hue * 6);
        var fraction = (hue * 6) - sector;
        var p = Math.Clamp(value * (1 - saturation), 0, 1);
        var q = Math.Clamp(value * (1 - (saturation * fraction)), 0, 1);
        var t = Math.Clamp(value * (1 - (saturation * (1 - fraction))), 0, 1);
        return ((int)sector % 6) switch
        {
            0 => (value, t, p),
            1 => (q, value, p),
            2 => (p, value, t),
            3 => (p, q, value),
            4 => (t, p, value),
            _ => (value, p, q),
        };
    }

    private static void Blend(Span<byte> pixels, float factor, float other)
    {
        // Every byte of the same value becomes the same one: 256 products instead of one per byte.
        Span<byte> table = stackalloc byte[256];
        for (var value = 0; value < table.Length; value++)
        {
            table[value] = Truncate((factor * value) + ((1 - factor) * other));
        }

        foreach (ref var pixel in pixels)
        {
            pixel = table[pixel];
        }
    }

    private static int Gray(byte red, byte green, byte blue) => (int)((0.2989f * red) + (0.587f * green) + (0.114f * blue));

    private static byte Truncate(float value) => (byte)Math.Clamp(value, 0, 255);

    // torchvision's way from [0, 1] to bytes: 256 equal steps, of which the last includes 1.
    private static byte ToByte(float value) => (byte)(value * (256 - 1e-3f));
}
