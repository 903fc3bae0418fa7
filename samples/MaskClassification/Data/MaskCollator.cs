using Lab.Vision;

namespace MaskClassification.Data;

/// <summary>Batches of pictures, 96 wide and 128 high unless the options say otherwise; in training changed as the options say.</summary>
public sealed class MaskCollator : ImageCollator<FaceSample, MaskLabels>
{
    // Losses pass over this class, as PyTorch's do. Only prediction meets it.
    private const long Unknown = -100;

    private readonly Field<long> _joint;
    private readonly Field<long> _mask;
    private readonly Field<long> _gender;
    private readonly Field<long> _age;

    /// <summary>A collator of pictures of the given size, with the given augmentation.</summary>
    /// <param name="pictures">The size.</param>
    /// <param name="augmentation">The augmentation.</param>
    /// <param name="decoding">How files are decoded.</param>
    /// <param name="cache">Keeps the resized pictures between epochs; none by default.</param>
    public MaskCollator(MaskPictureOptions pictures, MaskAugmentationOptions augmentation, ImageDecodingOptions decoding, ImageCache? cache = null)
        : base(PipelineOf(pictures.PictureWidth, pictures.PictureHeight, augmentation, decoding), decoding.CreateDecoder(), cache)
    {
        _joint = AddField<long>("joint");
        _mask = AddField<long>("mask");
        _gender = AddField<long>("gender");
        _age = AddField<long>("age");
    }

    /// <inheritdoc/>
    public override MaskLabels ReadTarget(BatchTensors batch) =>
        new(batch.OnDevice(_joint), batch.OnDevice(_mask), batch.OnDevice(_gender), batch.OnDevice(_age));

    /// <inheritdoc/>
    protected override string PathOf(FaceSample sample) => sample.Path;

    /// <inheritdoc/>
    protected override void WriteTarget(FaceSample sample, SampleWriter writer)
    {
        writer.Set(_joint, sample.Label?.Index ?? Unknown);
        writer.Set(_mask, (long?)sample.Label?.Mask ?? Unknown);
        writer.Set(_gender, (long?)sample.Label?.Gender ?? Unknown);
        writer.Set(_age, (long?)sample.Label?.Age ?? Unknown);
    }

    // The crop stands before what changes pixels: nothing is computed that is cut off, and the geometry before it is one resampling.
    private static ImagePipeline PipelineOf(int width, int height, MaskAugmentationOptions augmentation, ImageDecodingOptions decoding)
    {
        // A ninth of each side goes: faces fill the middle.
        var evaluation = new ImagePreprocessing(width, height) { CropFraction = 8.0 / 9 };
        var train = augmentation.Augment == MaskAugmentation.None
            ? evaluation.CreateTransform()
            : new TransformPipeline(
                new Resize(evaluation.ResizedWidth, evaluation.ResizedHeight),
                new RandomCrop(width, height),
                new RandomHorizontalFlip(),
                ChangeOf(augmentation),
                new RandomErasing(augmentation.ErasingProbability));
        return new ImagePipeline(train, evaluation) { Scaling = decoding.DecodeScaling, ReducingGap = decoding.ReducingGap };
    }

    private static Transform ChangeOf(MaskAugmentationOptions augmentation) => augmentation.Augment switch
    {
        MaskAugmentation.RandAugment => new RandAugment(magnitude: augmentation.AugmentMagnitude),
        MaskAugmentation.Trivial => new TrivialAugmentWide(),
        MaskAugmentation.AugMix => new AugMix(),
        _ => new ColorJitter(brightness: 0.2, contrast: 0.2, saturation: 0.1),
    };
}
