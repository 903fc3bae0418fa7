namespace Lab.Vision;

/// <summary>
/// Decodes JPEGs with the system's TurboJPEG library (<c>libturbojpeg0</c> on Debian and Ubuntu), more than twice as fast as SkiaSharp on x64, and everything else with another decoder.
/// </summary>
/// <remarks>
/// The pixels are the same bytes as <see cref="SkiaImageDecoder"/>'s, at every scale: both are libjpeg-turbo with its accurate transform, SkiaSharp's without vector code. Whatever is unusual about a file (CMYK, damage, an
/// unknown header) is left to the other decoder, so that its rules and its errors hold.
/// </remarks>
public sealed class TurboJpegDecoder : ImageDecoder
{
    private readonly TurboJpegLibrary _library;
    private readonly ImageDecoderOptions _options;
    private readonly ImageDecoder _other;

    /// <summary>A decoder with the given options, or the default ones.</summary>
    /// <exception cref="LabException">The system has no TurboJPEG library; the message says how to install it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The pixel limit is not positive.</exception>
    public TurboJpegDecoder(ImageDecoderOptions? options = null)
    {
        _library = TurboJpegLibrary.Instance ?? throw new LabException($"TurboJPEG was not found on this system. {HowToInstall} Or leave JPEGs to SkiaSharp.");
        _options = options ?? new ImageDecoderOptions();
        _other = new SkiaImageDecoder(_options);
    }

    /// <summary>Whether this system has the library.</summary>
    public static bool IsAvailable => TurboJpegLibrary.Instance is not null;

    /// <summary>The other decoder's: the pixels are the same.</summary>
    public override string Identity => _other.Identity;

    internal static string HowToInstall { get; } =
        OperatingSystem.IsWindows() ? "Install libjpeg-turbo, or put its turbojpeg.dll beside the program."
        : OperatingSystem.IsMacOS() ? "Install it with 'brew install jpeg-turbo'."
        : "Install it with 'apt-get install libturbojpeg0' (Debian; Ubuntu: libturbojpeg) or 'dnf install turbojpeg' (Fedora).";

    /// <inheritdoc/>
    protected override RgbImage DecodeBytes(ReadOnlySpan<byte> encoded, string source, ImageRequest request)
    {
        var decompressor = _library.Take();
        try
        {
            if (JpegEnd.IsPresent(encoded) && encoded.StartsWith(JpegEnd.Start)
                && _library.TryReadHeader(decompressor, encoded, out var size, out var colors)
                && colors is TurboJpegLibrary.YCbCr or TurboJpegLibrary.Gray
                && _options.Accepts(size))
            {
                var orientation = _options.ApplyOrientation ? JpegOrientation.Read(encoded) : 1;
                var reduction = request.ReductionFor(ImageOrientation.Upright(size, orientation));
                var image = new RgbImage((size.Width + reduction - 1) / reduction, (size.Height + reduction - 1) / reduction);
                if (_library.TryDecode(decompressor, encoded, image))
                {
                    return ImageOrientation.Apply(image, orientation);
                }

                image.Dispose();
            }
        }
        finally
        {
            _library.Return(decompressor);
        }

        return _other.Decode(encoded, source, request);
    }
}
