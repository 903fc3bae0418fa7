using System.Buffers;
using SkiaSharp;

namespace Lab.Vision;

/// <summary>Leaves the traces of a JPEG file: encodes at a quality with colours at half resolution, and decodes. By libjpeg-turbo inside Skia, whose arithmetic is the same on every processor.</summary>
/// <param name="Quality">libjpeg's quality, from 1 to 100.</param>
public sealed record JpegOperation(int Quality) : PixelOperation
{
    /// <inheritdoc/>
    public override unsafe void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var pixels = image.Width * image.Height;
        var rgba = ArrayPool<byte>.Shared.Rent((pixels * 4) + RgbImage.Slack);
        try
        {
            RgbaPacking.AddAlpha(image.Pixels, rgba);
            var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque, colorspace: null);
            fixed (byte* start = rgba)
            {
                using var view = new SKPixmap(info, (IntPtr)start, info.RowBytes);
                using var encoded = view.Encode(new SKJpegEncoderOptions(Math.Clamp(Quality, 1, 100), SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore))
                    ?? throw new LabException($"Skia could not encode an image of {image} pixels as JPEG.");
                using var codec = SKCodec.Create(encoded) ?? throw new LabException($"Skia could not read the JPEG that it made of {image} pixels.");
                if (codec.GetPixels(info, (IntPtr)start, info.RowBytes, SKCodecOptions.Default) is var result and not SKCodecResult.Success)
                {
                    throw new LabException($"Skia could not decode the JPEG that it made of {image} pixels ({result}).");
                }
            }

            RgbaPacking.DropAlpha(rgba, image.Buffer, pixels);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rgba);
        }
    }
}
