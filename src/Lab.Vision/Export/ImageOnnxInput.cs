using System.Globalization;
using Lab.Onnx;

namespace Lab.Vision;

/// <summary>The images that an exported model takes: bytes that it prepares itself, or floats that the caller has prepared.</summary>
/// <remarks>
/// The preparation inside a model is the one of Lab in ONNX's operators: bilinear and bicubic resizes with antialiasing, one axis after the other with bytes in between, as Pillow
/// resizes. A runtime computes the kernels in float32 where Lab has whole numbers, so that a half may be rounded to the other side. Other kernels are refused.
/// </remarks>
public sealed class ImageOnnxInput : OnnxInput
{
    private const string Name = "images";

    private readonly ImageInputKind _kind;
    private readonly Transform? _transform;
    private readonly string _preparation;
    private readonly int _width;
    private readonly int _height;
    private readonly ImageNormalization _normalization;

    private ImageOnnxInput(ImageInputKind kind, Transform? transform, string preparation, int width, int height, ImageNormalization normalization)
    {
        ArgumentNullException.ThrowIfNull(normalization);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        (_kind, _transform, _preparation, _width, _height, _normalization) = (kind, transform, preparation, width, height, normalization);
    }

    private ImageOnnxInput(ImageInputKind kind, ImagePreprocessing preprocessing)
        : this(kind, preprocessing.CreateTransform(), preprocessing.ToJson().ToJsonString(), preprocessing.Width, preprocessing.Height, preprocessing.Normalization)
    {
    }

    /// <inheritdoc/>
    public override string Description => _kind == ImageInputKind.Prepared
        ? $"{Name}: float32 [batch, 3, {_height}, {_width}], RGB, resized and normalised by the caller"
        : $"{Name}: uint8 [batch, {(_transform is null ? $"{_height}, {_width}" : "height, width")}, 3], RGB pixels, upright; prepared inside";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Metadata => new Dictionary<string, string>
    {
        ["preprocessing"] = _preparation,
        ["mean"] = Texts(_normalization.Mean),
        ["deviation"] = Texts(_normalization.Deviation),
    };

    /// <summary>Bytes of any size, prepared as a network's input is outside training.</summary>
    /// <param name="preprocessing">Size, fit, crop, kernel and normalisation; the file's metadata holds it as JSON.</param>
    public static ImageOnnxInput Pixels(ImagePreprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        return new(ImageInputKind.Pixels, preprocessing);
    }

    /// <summary>Bytes that a transform prepares, such as one of your own that implements <see cref="IOnnxTransform"/>.</summary>
    /// <param name="transform">What brings images of any size to the network's; null for images that have it.</param>
    /// <param name="width">Pixels per row that the network takes, at least 1.</param>
    /// <param name="height">Rows that the network takes, at least 1.</param>
    /// <param name="normalization">What follows.</param>
    public static ImageOnnxInput Pixels(Transform? transform, int width, int height, ImageNormalization normalization) =>
        new(ImageInputKind.Pixels, transform, transform?.ToString() ?? $"none: images are {width} x {height}", width, height, normalization);

    /// <summary>Floats that the caller has resized and normalised.</summary>
    /// <param name="preprocessing">What the caller does; the file's metadata holds it as JSON.</param>
    public static ImageOnnxInput Prepared(ImagePreprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        return new(ImageInputKind.Prepared, preprocessing);
    }

    /// <inheritdoc/>
    /// <exception cref="LabException">A transform has no form in ONNX, or the transforms end at another size.</exception>
    public override OnnxValue Declare(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        OnnxDimension[] wanted = [OnnxDimension.Batch, RgbImage.Channels, _height, _width];
        if (_kind == ImageInputKind.Prepared)
        {
            return graph.Input(Name, torch.ScalarType.Float32, wanted);
        }

        var pixels = _transform is null
            ? graph.Input(Name, torch.ScalarType.Byte, OnnxDimension.Batch, _height, _width, RgbImage.Channels)
            : graph.Input(Name, torch.ScalarType.Byte, OnnxDimension.Batch, OnnxDimension.Named("height"), OnnxDimension.Named("width"), RgbImage.Channels);
        var images = pixels.Cast(torch.ScalarType.Float32).Transpose(0, 3, 1, 2);
        images = _transform is null ? images : OnnxImages.Emit(_transform, images);
        if (!images.Shape.SequenceEqual(wanted))
        {
            throw new LabException(
                $"The transforms ({_transform}) end at images of [{string.Join(", ", images.Shape)}], not of {_width} x {_height}: end them with a Resize or CenterCrop to that size.");
        }

        var mean = graph.Constant([.. _normalization.Mean.Select(value => value * 255)], RgbImage.Channels, 1, 1);
        var scale = graph.Constant([.. _normalization.Deviation.Select(value => 1 / (255 * value))], RgbImage.Channels, 1, 1);
        return (images - mean) * scale;
    }

    private static string Texts(IEnumerable<float> numbers) => string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
