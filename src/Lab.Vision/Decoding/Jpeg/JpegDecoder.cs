using System.Collections.Concurrent;

namespace Lab.Vision;

/// <summary>
/// Decodes baseline JPEGs (sequential, 8 bits, grey, 4:4:4, 4:2:2 or 4:2:0) by Lab's own code, without a native library, and everything else with SkiaSharp.
/// </summary>
/// <remarks>
/// The pixels are the same bytes as <see cref="SkiaImageDecoder"/>'s, at every scale: the integer arithmetic is libjpeg's (its accurate transform, triangle upsampling and conversion
/// of colours). Whatever is unusual about a file (progressive, CMYK, damage, an unknown header) is left to the other decoder, so that its rules and its errors hold. Where a request
/// names a region, the rest of the file is read for damage and not transformed.
/// </remarks>
public sealed class JpegDecoder : ImageDecoder
{
    private readonly ConcurrentBag<JpegState> _idle = [];
    private readonly ImageDecoderOptions _options;
    private readonly SkiaImageDecoder _other;

    /// <summary>A decoder with the given options, or the default ones.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The pixel limit is not positive.</exception>
    public JpegDecoder(ImageDecoderOptions? options = null)
    {
        _options = options ?? new ImageDecoderOptions();
        _other = new SkiaImageDecoder(_options);
    }

    /// <summary>The other decoder's: the pixels are the same.</summary>
    public override string Identity => _other.Identity;

    /// <inheritdoc/>
    protected override RgbImage DecodeBytes(ReadOnlySpan<byte> encoded, string source, ImageRequest request) =>
        TryDecode(encoded, request) ?? _other.Decode(encoded, source, request);

    /// <summary>Null for what is left to the other decoder.</summary>
    internal RgbImage? TryDecode(ReadOnlySpan<byte> encoded, ImageRequest request)
    {
        if (!_idle.TryTake(out var state))
        {
            state = new JpegState();
        }

        try
        {
            if (!JpegHeader.TryRead(encoded, state) || !_options.Accepts(state.Size) || !JpegEnd.IsPresent(encoded))
            {
                return null;
            }

            var orientation = _options.ApplyOrientation ? JpegOrientation.Read(encoded) : 1;
            var reduction = request.CheckedReductionFor(ImageOrientation.Upright(state.Size, orientation));
            var size = state.Size.DividedBy(reduction);
            var region = orientation == 1 ? request.CheckedRegionFor(size) : ImageRegion.All(size);
            var jpeg = new JpegImage(state, encoded, reduction, region);
            if (!jpeg.IsUsual)
            {
                return null;
            }

            var image = new RgbImage(size.Width, size.Height);
            if (jpeg.TryDecode(image))
            {
                return ImageOrientation.Apply(image, orientation);
            }

            image.Dispose();
            return null;
        }
        finally
        {
            _idle.Add(state);
        }
    }
}
