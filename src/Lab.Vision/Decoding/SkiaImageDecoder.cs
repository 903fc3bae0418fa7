using SkiaSharp;

namespace Lab.Vision;

/// <summary>Decodes JPEG, PNG, WebP, BMP and the first frame of GIF with SkiaSharp's codecs, by content and not by the file's name.</summary>
/// <remarks>
/// What becomes of images that are not plain RGB:
/// <list type="bullet">
/// <item>Alpha is dropped, and colours stay as stored under it, as Pillow's <c>convert("RGB")</c> does; GIF's transparent pixels are black.</item>
/// <item>Grey and palette images become RGB of the same colours; 16-bit channels keep their high byte.</item>
/// <item>CMYK is converted without a profile; embedded colour profiles are ignored, as Pillow ignores them.</item>
/// <item>The EXIF orientation is applied unless <see cref="ImageDecoderOptions.ApplyOrientation"/> is false.</item>
/// <item>An image cut short is an error, never a picture with a grey rest; bytes behind the image's end are ignored.</item>
/// </list>
/// </remarks>
public sealed class SkiaImageDecoder : ImageDecoder
{
    // SkiaSharp knows others. A wireless bitmap (WBMP) has no signature, so that a file of another kind may pass for one.
    private static readonly SKEncodedImageFormat[] Formats = [SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp, SKEncodedImageFormat.Bmp, SKEncodedImageFormat.Gif];

    private readonly ImageDecoderOptions _options;

    /// <summary>A decoder with the given options, or the default ones.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The pixel limit is not positive.</exception>
    public SkiaImageDecoder(ImageDecoderOptions? options = null)
    {
        _options = options ?? new ImageDecoderOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaximumPixels, nameof(options));
    }

    /// <summary>A decoder with default options, shared by all.</summary>
    public static SkiaImageDecoder Default { get; } = new();

    /// <inheritdoc/>
    public override string Identity => $"{base.Identity} SkiaSharp {SkiaSharpVersion.Native} orientation {_options.ApplyOrientation}";

    /// <inheritdoc/>
    protected override unsafe RgbImage DecodeBytes(ReadOnlySpan<byte> encoded, string source, ImageRequest request)
    {
        fixed (byte* bytes = encoded)
        {
            using var data = SKData.Create((IntPtr)bytes, encoded.Length);
            using var codec = SKCodec.Create(data);
            if (codec is null)
            {
                throw new UnreadableSampleException(source, FileKind.Explain(encoded));
            }

            if (!Formats.Contains(codec.EncodedFormat))
            {
                throw new UnreadableSampleException(source, FileKind.Explain(encoded));
            }

            CheckSize(new ImageSize(codec.Info.Width, codec.Info.Height), source);
            if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg && !JpegEnd.IsPresent(encoded))
            {
                throw new UnreadableSampleException(source, "the JPEG is cut short: its end marker is missing.");
            }

            // SkiaSharp's numbers of orientations are EXIF's. Of a damaged header it makes something else than Lab's own reader does.
            var orientation = !_options.ApplyOrientation ? 1 : codec.EncodedFormat == SKEncodedImageFormat.Jpeg ? JpegOrientation.Read(encoded) : (int)codec.EncodedOrigin;
            var size = SizeFor(codec, orientation, request);
            if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg && orientation == 1 && TryDecodeRows(codec, size, request.CheckedRegionFor(size)) is { } part)
            {
                return part;
            }

            return ImageOrientation.Apply(Decode(codec, size, source), orientation);
        }
    }

    // JPEG is the format that is decoded at a half, a quarter and an eighth.
    private static ImageSize SizeFor(SKCodec codec, int orientation, ImageRequest request)
    {
        var size = new ImageSize(codec.Info.Width, codec.Info.Height);
        if (codec.EncodedFormat != SKEncodedImageFormat.Jpeg)
        {
            return size;
        }

        var reduction = request.CheckedReductionFor(ImageOrientation.Upright(size, orientation));
        var reduced = codec.GetScaledDimensions(1f / reduction);
        return new ImageSize(reduced.Width, reduced.Height);
    }

    // Only the rows of a region; null if that is no gain, or anything is wrong. The rows around it are read for damage.
    private static unsafe RgbImage? TryDecodeRows(SKCodec codec, ImageSize size, ImageRegion region)
    {
        if (region.Height > size.Height - (size.Height / 8))
        {
            return null;
        }

        using var rows = new RgbaRows(size, region.Top, region.Height);
        fixed (byte* pixels = rows.Bytes)
        {
            var info = InfoOf(codec, size);
            var below = size.Height - region.Top - region.Height;
            var isWhole = codec.StartScanlineDecode(info) == SKCodecResult.Success
                && (region.Top == 0 || codec.SkipScanlines(region.Top))
                && codec.GetScanlines((IntPtr)pixels, region.Height, info.RowBytes) == region.Height
                && (below == 0 || codec.SkipScanlines(below));
            return isWhole ? rows.ToImage() : null;
        }
    }

    private static unsafe RgbImage Decode(SKCodec codec, ImageSize size, string source)
    {
        using var rows = new RgbaRows(size, top: 0, size.Height);
        fixed (byte* pixels = rows.Bytes)
        {
            var info = InfoOf(codec, size);
            var result = codec.GetPixels(info, (IntPtr)pixels, info.RowBytes, SKCodecOptions.Default);
            return result == SKCodecResult.Success ? rows.ToImage() : throw new UnreadableSampleException(source, Explain(result, codec));
        }
    }

    // Without a colour space there is no conversion: the stored numbers are what other tools train on.
    private static SKImageInfo InfoOf(SKCodec codec, ImageSize size) => new(
        size.Width, size.Height, SKColorType.Rgba8888, codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul, colorspace: null);

    private void CheckSize(ImageSize size, string source)
    {
        if (size.Width <= 0 || size.Height <= 0)
        {
            throw new UnreadableSampleException(source, $"the image says that it has {size} pixels.");
        }

        if (_options.IsSliver(size))
        {
            throw new UnreadableSampleException(
                source, $"the image has {size} pixels: one side is more than {_options.MaximumSideRatio} times the other ({nameof(ImageDecoderOptions)}.{nameof(ImageDecoderOptions.MaximumSideRatio)}).");
        }

        if (!_options.Accepts(size))
        {
            throw new UnreadableSampleException(
                source,
                $"the image has {size} = {(long)size.Width * size.Height} pixels, more than the limit of {_options.Limit} ({nameof(ImageDecoderOptions)}.{nameof(ImageDecoderOptions.MaximumPixels)}).");
        }
    }

    private static string Explain(SKCodecResult result, SKCodec codec) => result switch
    {
        SKCodecResult.IncompleteInput => $"the {codec.EncodedFormat} image is cut short: not all of its pixels are there.",
        SKCodecResult.ErrorInInput => $"the {codec.EncodedFormat} image is cut short or damaged.",
        _ => $"the {codec.EncodedFormat} image cannot be decoded ({result}).",
    };
}
