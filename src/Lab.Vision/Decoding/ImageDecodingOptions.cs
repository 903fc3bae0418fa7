using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab.Vision;

/// <summary>How an experiment decodes its image files. A collator takes this class in its constructor, and <c>.Options&lt;ImageDecodingOptions&gt;()</c> adds it to an experiment.</summary>
[ReadBy(LabVerbs.Data)]
public sealed class ImageDecodingOptions
{
    /// <summary>Which decoder reads files.</summary>
    /// <value><see cref="ImageDecoding.Fastest"/></value>
    [Description("What decodes image files: the fastest decoder, which reads JPEGs itself, or skia. The pixels are the same.")]
    public ImageDecoding Decoder { get; set; }

    /// <summary>When large JPEGs may be decoded at reduced size.</summary>
    /// <value><see cref="Lab.Vision.DecodeScaling.Never"/></value>
    [Description("When JPEGs may be decoded at a half, a quarter or an eighth, if they are made small anyway (--reducing-gap): never, in training, or always. With --cache, only where nothing random resamples.")]
    public DecodeScaling DecodeScaling { get; set; }

    /// <summary>How many times the size that is needed an image decoded at reduced size must at least have: <see cref="ImagePipeline.ReducingGap"/>.</summary>
    /// <value>2</value>
    [Description("With --decode-scaling: how many times the size that is needed a JPEG decoded at reduced size must at least have. 1 is the fastest, a higher gap is nearer to what a full decode gives.")]
    [Range(1.0, double.PositiveInfinity, ErrorMessage = "must be a number of at least 1.")]
    public double ReducingGap { get; set; } = ImagePipeline.DefaultReducingGap;

    /// <summary>The decoder.</summary>
    /// <exception cref="LabException">There is no such decoder.</exception>
    public ImageDecoder CreateDecoder() => Decoder switch
    {
        ImageDecoding.Fastest => ImageDecoder.Fastest,
        ImageDecoding.Skia => SkiaImageDecoder.Default,
        _ => throw new LabException($"There is no decoder {Decoder}; choose one of {string.Join(", ", Enum.GetNames<ImageDecoding>())}."),
    };
}
