using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Lab.Vision;

/// <summary>
/// How an image becomes a network's input outside training: its size, how it gets there, and the normalisation. Validation, test, prediction, export and services all
/// use this one object, and every file of weights that Lab writes carries it.
/// </summary>
/// <remarks>The image is resized to the size divided by <see cref="CropFraction"/>, as <see cref="Fit"/> says, and the middle is cut out of it. Two that are equal give the same bytes.</remarks>
public sealed record ImagePreprocessing : IInputPreparation
{
    /// <summary>Images of the given size, squashed to it, bilinear, with ImageNet's normalisation, unless told otherwise.</summary>
    /// <param name="width">Pixels per row of the network's input, at least 1.</param>
    /// <param name="height">Rows of the network's input, at least 1.</param>
    public ImagePreprocessing(int width, int height)
    {
        (Width, Height) = (width, height);
    }

    /// <summary>Pixels per row of the network's input.</summary>
    public int Width
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Width), value, "An image is at least 1 pixel wide.");
    }

    /// <summary>Rows of the network's input.</summary>
    public int Height
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Height), value, "An image is at least 1 pixel high.");
    }

    /// <summary>How an image of another shape gets to the size.</summary>
    /// <value>squash</value>
    [JsonRequired]
    public ImageFit Fit
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Fit), value, $"Use one of {string.Join(", ", Enum.GetNames<ImageFit>())}.");
    }

    /// <summary>The share of each side of the resized image that the central crop keeps, above 0 and at most 1.</summary>
    /// <value>1</value>
    [JsonRequired]
    public double CropFraction
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(CropFraction), value, "The crop keeps a share above 0 and at most 1.");
    }

    = 1;

    /// <summary>The kernel of the resize.</summary>
    /// <value>bilinear</value>
    [JsonRequired]
    public ResampleFilter Filter
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Filter), value, $"Use one of {string.Join(", ", Enum.GetNames<ResampleFilter>())}.");
    }

    = ResampleFilter.Bilinear;

    /// <summary>Mean and deviation of the channels.</summary>
    /// <value>ImageNet's</value>
    [JsonRequired]
    public ImageNormalization Normalization
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Normalization));
    }

    = ImageNormalization.ImageNet;

    /// <summary>Pixels per row before the crop: the width by the fraction, rounded down as timm does.</summary>
    [JsonIgnore]
    public int ResizedWidth => (int)Math.Floor(Width / CropFraction);

    /// <summary>Rows before the crop: the height by the fraction, rounded down as timm does.</summary>
    [JsonIgnore]
    public int ResizedHeight => (int)Math.Floor(Height / CropFraction);

    /// <summary>The same, read from what <see cref="ToJson"/> gave.</summary>
    /// <exception cref="LabException">Something is missing, unknown or out of range; the message says what.</exception>
    public static ImagePreprocessing FromJson(JsonNode json) => ImagePreprocessingJson.Read(json);

    /// <summary>The transform from a decoded image to one of the size; the bytes are normalised on the device.</summary>
    public Transform CreateTransform()
    {
        var crop = new CenterCrop(Width, Height);
        return Fit switch
        {
            ImageFit.Squash when CropFraction == 1 => new Resize(Width, Height, Filter),
            ImageFit.Squash => new TransformPipeline(new Resize(ResizedWidth, ResizedHeight, Filter), crop),
            _ => new TransformPipeline(new ResizeKeepingAspect(ResizedWidth, ResizedHeight, covers: Fit == ImageFit.Crop, Filter), crop),
        };
    }

    /// <summary>All of it as a JSON object; <see cref="FromJson"/> gives an equal one back.</summary>
    public JsonObject ToJson() => ImagePreprocessingJson.Write(this);

    /// <summary>Differences in size and normalisation, which a network's weights mind most; those of fit, crop and filter cost little and are not named.</summary>
    public IEnumerable<string> DifferencesFrom(IInputPreparation trained)
    {
        if (trained is not ImagePreprocessing other)
        {
            yield break;
        }

        if ((Width, Height) != (other.Width, other.Height))
        {
            yield return $"images of {Width} x {Height} pixels, where the weights were trained on {other.Width} x {other.Height}";
        }

        if (!Normalization.Equals(other.Normalization))
        {
            yield return $"the normalisation {Normalization}, where the weights were trained with {other.Normalization}";
        }
    }

    /// <summary>Size, fit, crop, filter and normalisation, for plans.</summary>
    public override string ToString() => $"{Fit.ToString().ToLowerInvariant()} to {Width} x {Height}{(CropFraction < 1 ? FormattableString.Invariant($" (crop {CropFraction:0.###})") : string.Empty)}, {Filter.ToString().ToLowerInvariant()}, {Normalization}";

    /// <summary>The shorter side resized and the middle cropped, bicubic with ImageNet's statistics, as most of timm's weights.</summary>
    internal static ImagePreprocessing Bicubic(double cropFraction, int size = 224) =>
        new(size, size) { Fit = ImageFit.Crop, CropFraction = cropFraction, Filter = ResampleFilter.Bicubic };

    /// <summary>The same with values from -1 to 1.</summary>
    internal static ImagePreprocessing BicubicSymmetric(double cropFraction, int size = 224) => Bicubic(cropFraction, size) with { Normalization = ImageNormalization.Symmetric };
}
