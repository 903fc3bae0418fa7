using Lab.Native;
using SkiaSharp;

[assembly: SystemCheck(typeof(Lab.Vision.SkiaCheck))]

namespace Lab.Vision;

/// <summary>What <c>doctor</c> says of SkiaSharp: its versions, and whether a picture survives encoding and decoding.</summary>
internal sealed class SkiaCheck : SystemCheck
{
    private const string Name = "SkiaSharp";

    public override IReadOnlyList<SystemReportRow> Run()
    {
        try
        {
            using var bitmap = new SKBitmap(2, 1);
            bitmap.SetPixel(0, 0, SKColors.Red);
            bitmap.SetPixel(1, 0, SKColors.Blue);
            using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            using var image = SkiaImageDecoder.Default.Decode(encoded.ToArray(), "a test picture");
            var right = image.Pixels.SequenceEqual((ReadOnlySpan<byte>)[255, 0, 0, 0, 0, 255]);
            return
            [
                new(Name, $"{typeof(SKBitmap).Assembly.GetName().Version?.ToString(3)}, native {SkiaSharpVersion.Native}, {(right ? "decodes a PNG" : "decodes a PNG to wrong pixels")}", right),
            ];
        }
        catch (Exception failure) when (failure is DllNotFoundException or TypeInitializationException or BadImageFormatException or UnreadableSampleException)
        {
            var cause = (failure.InnerException ?? failure).Message.Split('\n')[0];
            return [new(Name, $"{cause} Reference SkiaSharp.NativeAssets.Linux.NoDependencies, or the native assets of this system, in the application.", false)];
        }
    }
}
