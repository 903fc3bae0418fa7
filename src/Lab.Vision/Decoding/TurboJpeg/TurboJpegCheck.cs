using Lab.Native;

[assembly: SystemCheck(typeof(Lab.Vision.TurboJpegCheck))]

namespace Lab.Vision;

/// <summary>What <c>doctor</c> says of TurboJPEG, which is not needed but makes JPEGs cheaper.</summary>
internal sealed class TurboJpegCheck : SystemCheck
{
    public override IReadOnlyList<SystemReportRow> Run() =>
    [
        new("TurboJPEG", TurboJpegLibrary.Instance is { } library ? $"{library.Name}, decodes JPEGs" : $"absent: JPEGs are decoded by SkiaSharp, at less than half the speed. {TurboJpegDecoder.HowToInstall}", true),
    ];
}
