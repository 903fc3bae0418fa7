namespace Lab.Vision;

/// <summary>Moves pixels between interleaved rows and one plane per channel.</summary>
internal static class RgbPlanes
{
    /// <summary>Writes the red plane, then the green, then the blue one.</summary>
    public static void Split(ReadOnlySpan<byte> interleaved, Span<byte> planes)
    {
        var count = interleaved.Length / RgbImage.Channels;
        var red = planes[..count];
        var green = planes.Slice(count, count);
        var blue = planes.Slice(2 * count, count);
        for (int i = 0, from = 0; i < red.Length && i < green.Length && i < blue.Length && from + 2 < interleaved.Length; i++, from += 3)
        {
            red[i] = interleaved[from];
            green[i] = interleaved[from + 1];
            blue[i] = interleaved[from + 2];
        }
    }
}
