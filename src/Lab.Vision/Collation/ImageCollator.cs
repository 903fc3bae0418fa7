using System.Globalization;
using System.Text.RegularExpressions;
using Lab.Vision.Caching;

namespace Lab.Vision;

/// <summary>
/// Batches of images: on the loader's threads each file is decoded, transformed for the phase and written as bytes; on the trainer's
/// thread the batch moves to the device and is normalised there. A subclass says where a sample's image is and what its target is.
/// </summary>
/// <typeparam name="TSample">The data set's samples.</typeparam>
/// <typeparam name="TTarget">What the loss and the metrics compare with.</typeparam>
/// <remarks>The model's input is float32 [N, 3, height, width], contiguous; the loader's bytes lie in the same order, one plane per channel.</remarks>
public abstract partial class ImageCollator<TSample, TTarget> : Collator<TSample, Tensor, TTarget>, IAugmentationPreview<TSample>
{
    private readonly Field<byte> _image;
    private readonly ImageCache? _cache;
    private readonly PreparedImages? _train;
    private readonly PreparedImages? _evaluation;

    /// <summary>A collator whose images end at the size that <paramref name="pipeline"/> declares.</summary>
    /// <param name="pipeline">The transforms of training and the preprocessing of evaluation, whose normalisation holds in all phases.</param>
    /// <param name="decoder">Decodes files; <see cref="ImageDecoder.Fastest"/> where none is given.</param>
    /// <param name="cache">Keeps decoded images between epochs; nothing is kept where none is given. It is the caller's.</param>
    /// <exception cref="LabValidationException">There is a cache, JPEGs may be decoded at reduced size, and random transforms that resample decide at which.</exception>
    protected ImageCollator(ImagePipeline pipeline, ImageDecoder? decoder = null, ImageCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        Pipeline = pipeline;
        Decoder = decoder ?? ImageDecoder.Fastest;
        if (cache is { Options.Cache: not ImageCaching.None })
        {
            _cache = cache;
            (_train, _evaluation) = (Prepared(pipeline.Train, Phase.Train), Prepared(pipeline.Evaluation, Phase.Validation));
            PreparedImages Prepared(Transform transform, Phase phase) => new(cache, Decoder, transform, pipeline.ReducingGapIn(phase));
        }

        _image = AddField<byte>("image", RgbImage.Channels, pipeline.OutputHeight, pipeline.OutputWidth);
    }

    /// <summary>The transforms of training and the preprocessing of evaluation.</summary>
    public ImagePipeline Pipeline { get; }

    /// <summary>The preprocessing of evaluation, which is written into the model's files.</summary>
    public sealed override IInputPreparation Preparation => Pipeline.Preprocessing;

    /// <summary>What decodes files.</summary>
    protected ImageDecoder Decoder { get; }

    /// <inheritdoc/>
    public sealed override void Write(TSample sample, SampleWriter writer)
    {
        var planes = writer.Get(_image);
        var key = KeyOf(writer.Random);
        if (CachedFor(writer.Phase) is { } cached)
        {
            cached.Write(PathOf(sample), request => Open(sample, request), key, new ImageSize(Pipeline.OutputWidth, Pipeline.OutputHeight), planes);
        }
        else
        {
            var plan = new PlannedImage(Pipeline, writer.Phase, key);
            using var image = Open(sample, plan);
            plan.Write(image, planes);
        }

        WriteTarget(sample, writer);
    }

    /// <summary>Fills the cache, if it is to be filled before the first epoch.</summary>
    /// <inheritdoc/>
    public override void Prepare(Dataset<TSample> dataset, Phase phase, int threads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (_cache is { Options.CacheFill: CacheFilling.Start })
        {
            CacheFill.Run(dataset.Count, index => Ensure(dataset[index], phase), threads, _cache, cancellation);
        }
    }

    /// <inheritdoc/>
    public override Tensor ReadInput(BatchTensors batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Pipeline.Preprocessing.Normalization.Apply(batch.OnDevice(_image));
    }

    /// <inheritdoc/>
    public SamplePreview Original(TSample sample)
    {
        using var image = Open(sample);

        // As high as the model's input: a sheet of full photographs would be too large to open.
        var height = Math.Min(image.Height, Pipeline.OutputHeight);
        var plan = new TransformPlan(image.Size);
        plan.Add(new ResizeOperation(Math.Max(1, (int)Math.Round((double)image.Width * height / image.Height)), height));
        using var small = plan.Run(image);
        return new SamplePreview(PngEncoding.Encode(small), [Path.GetFileName(PathOf(sample)), $"{image.Size}"]);
    }

    /// <inheritdoc/>
    public SamplePreview Augmented(TSample sample, RandomKey random)
    {
        using var image = Open(sample);
        var plan = Pipeline.Plan(image.Size, Phase.Train, KeyOf(random));
        using var result = plan.Run(image);
        return new SamplePreview(PngEncoding.Encode(result), [.. plan.Operations.Select(CaptionOf)]);
    }

    /// <summary>The file of a sample's image.</summary>
    protected abstract string PathOf(TSample sample);

    /// <summary>Writes the sample's fields other than the image. Where targets are unknown, as in <see cref="Phase.Predict"/>, write a fixed value.</summary>
    protected abstract void WriteTarget(TSample sample, SampleWriter writer);

    /// <summary>A sample's image as it was stored; by default decoded from <see cref="PathOf"/>. Override it for images that lie in no file of their own.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="request">What becomes of the image, for decoders that can save work; the whole image where none is given.</param>
    /// <exception cref="UnreadableSampleException">The image cannot be read.</exception>
    protected virtual RgbImage Open(TSample sample, ImageRequest? request = null) => Decoder.Decode(PathOf(sample), request);

    private void Ensure(TSample sample, Phase phase) => CachedFor(phase)!.Ensure(PathOf(sample), request => Open(sample, request));

    private PreparedImages? CachedFor(Phase phase) => phase == Phase.Train ? _train : _evaluation;

    // "CropOperation { Left = 3, ... }" without what every line has, and with as many digits as the eye needs.
    private static string CaptionOf(ImageOperation operation) => Fraction().Replace(
        operation.ToString().Replace("Operation {", string.Empty, StringComparison.Ordinal).Replace("Operation", string.Empty, StringComparison.Ordinal).Replace(" }", string.Empty, StringComparison.Ordinal),
        number => double.Parse(number.ValueSpan, CultureInfo.InvariantCulture) is var value && Math.Abs(value) < 1000 ? value.ToString("G3", CultureInfo.InvariantCulture) : value.ToString("0", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"-?\d+\.\d+(E[+-]\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Fraction();

    private static RandomKey KeyOf(RandomKey sample) => sample.Derive("image");
}
