using Lab.Tests;
using SkiaSharp;

namespace Lab.Vision.Tests.Support;

/// <summary>Small images made of formulas.</summary>
internal static class Pictures
{
    /// <summary>Noise that depends on the key only.</summary>
    public static RgbImage Noise(int width, int height, string key = "noise") =>
        RgbImage.FromPixels(width, height, FormulaNumbers.U01(key, width * height * 3).Select(number => (byte)(number * 256)).ToArray());

    /// <summary>A quarter noise and three quarters of slopes, in whole numbers: what the references of the transforms were computed on.</summary>
    public static RgbImage Made(int width, int height)
    {
        var image = Noise(width, height, "augment");
        var pixels = image.Pixels;
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y, channel) = (i / 3 % width, i / 3 / width, i % 3);
            pixels[i] = (byte)((pixels[i] + (3 * (((x * 5) + (y * 3) + (channel * 40)) % 256))) >> 2);
        }

        return image;
    }

    /// <summary>A smooth image whose corners have different colours: black, red, green and yellow.</summary>
    public static RgbImage Ramp(int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var pixel = image.Row(y).Slice(x * 3, 3);
                pixel[0] = (byte)(255 * x / Math.Max(1, width - 1));
                pixel[1] = (byte)(255 * y / Math.Max(1, height - 1));
                pixel[2] = 0;
            }
        }

        return image;
    }

    /// <summary>The file of an image in a format of SkiaSharp's encoder.</summary>
    public static byte[] Encode(RgbImage image, SKEncodedImageFormat format, int quality = 95, byte alpha = 255)
    {
        using var bitmap = BitmapOf(image, alpha);
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    /// <summary>A JPEG whose colours are stored at a resolution of their own.</summary>
    public static byte[] EncodeJpeg(RgbImage image, int quality, SKJpegEncoderDownsample sampling)
    {
        using var bitmap = BitmapOf(image);
        using var pixels = bitmap.PeekPixels();
        using var data = pixels.Encode(new SKJpegEncoderOptions(quality, sampling, SKJpegEncoderAlphaOption.Ignore));
        return data!.ToArray();
    }

    /// <summary>The mean absolute difference of two images of one size.</summary>
    public static double Distance(RgbImage a, RgbImage b)
    {
        Assert.That((a.Width, a.Height), Is.EqualTo((b.Width, b.Height)));
        var (left, right) = (a.Pixels.ToArray(), b.Pixels.ToArray());
        return left.Zip(right, (x, y) => (double)Math.Abs(x - y)).Average();
    }

    private static SKBitmap BitmapOf(RgbImage image, byte alpha = 255)
    {
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, alpha == 255 ? SKAlphaType.Opaque : SKAlphaType.Unpremul));
        var to = bitmap.GetPixelSpan();
        for (var i = 0; i < image.Width * image.Height; i++)
        {
            image.Pixels.Slice(i * 3, 3).CopyTo(to[(i * 4)..]);
            to[(i * 4) + 3] = alpha;
        }

        return bitmap;
    }
}
