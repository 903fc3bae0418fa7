using System.ComponentModel;

namespace Lab.Vision;

/// <summary>How an experiment decodes its image files. A collator takes this class in its constructor, and <c>.Options&lt;ImageDecodingOptions&gt;()</c> adds it to an experiment.</summary>
public sealed class ImageDecodingOptions
{
    /// <summary>Which decoder reads files.</summary>
    /// <value><see cref="ImageDecoding.Fastest"/></value>
    [Description("What decodes image files: the fastest decoder, which reads JPEGs itself, or skia. The pixels are the same.")]
    public ImageDecoding Decoder { get; set; }

    /// <summary>When large JPEGs may be decoded at reduced size.</summary>
    /// <value><see cref="Lab.Vision.DecodeScaling.Never"/></value>
    [Description("When JPEGs may be decoded at a half, a quarter or an eighth, if they are made smaller still: never, in training, or always. With --cache, only where nothing random resamples.")]
    public DecodeScaling DecodeScaling { get; set; }

    /// <summary>The decoder.</summary>
    /// <exception cref="LabException">There is no such decoder.</exception>
    public ImageDecoder CreateDecoder() => Decoder switch
    {
        ImageDecoding.Fastest => ImageDecoder.Fastest,
        ImageDecoding.Skia => SkiaImageDecoder.Default,
        _ => throw new LabException($"There is no decoder {Decoder}; choose one of {string.Join(", ", Enum.GetNames<ImageDecoding>())}."),
    };
}
