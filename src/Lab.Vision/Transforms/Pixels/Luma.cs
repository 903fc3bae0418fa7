using System.Buffers;

namespace Lab.Vision;

/// <summary>Brightness apart from colour: OpenCV's whole-number <c>COLOR_RGB2YCrCb</c> and back, 14 bits behind the point.</summary>
internal static class Luma
{
    private const int Bits = 14;
    private const int Half = 1 << (Bits - 1);
    private const int Center = (128 << Bits) + Half;

    /// <summary>Lets <paramref name="change"/> work on the brightness, a plane of one byte per pixel, and keeps the colours.</summary>
    public static void Change(RgbImage image, Action<Memory<byte>> change)
    {
        var pixels = image.Width * image.Height;
        var plane = ArrayPool<byte>.Shared.Rent(pixels);
        var colour = ArrayPool<byte>.Shared.Rent(2 * pixels);
        try
        {
            Split(image.Pixels, plane, colour);
            change(plane.AsMemory(0, pixels));
            Merge(plane, colour, image.Pixels);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plane);
            ArrayPool<byte>.Shared.Return(colour);
        }
    }

    private static void Split(ReadOnlySpan<byte> pixels, byte[] plane, byte[] colour)
    {
        for (int i = 0, p = 0; i + 2 < pixels.Length; i += RgbImage.Channels, p++)
        {
            int red = pixels[i], green = pixels[i + 1], blue = pixels[i + 2];
            var y = ((red * 4899) + (green * 9617) + (blue * 1868) + Half) >> Bits;
            plane[p] = (byte)y;
            colour[2 * p] = ToByte((((red - y) * 11682) + Center) >> Bits);
            colour[(2 * p) + 1] = ToByte((((blue - y) * 9241) + Center) >> Bits);
        }
    }

    private static void Merge(byte[] plane, byte[] colour, Span<byte> pixels)
    {
        for (int i = 0, p = 0; i + 2 < pixels.Length; i += RgbImage.Channels, p++)
        {
            var (y, cr, cb) = (plane[p], colour[2 * p] - 128, colour[(2 * p) + 1] - 128);
            pixels[i] = ToByte(y + (((cr * 22987) + Half) >> Bits));
            pixels[i + 1] = ToByte(y + (((cb * -5636) + (cr * -11698) + Half) >> Bits));
            pixels[i + 2] = ToByte(y + (((cb * 29049) + Half) >> Bits));
        }
    }

    private static byte ToByte(int value) => (byte)Math.Clamp(value, 0, 255);
}
