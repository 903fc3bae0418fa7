using Lab.Vision;

namespace MaskClassification.Data;

/// <summary>Batches of pictures 96 wide and 128 high; in training shifted, mirrored and lit at random.</summary>
public sealed class MaskCollator : ImageCollator<FaceSample, MaskLabels>
{
    /// <summary>Pixels per row of the model's input.</summary>
    public const int Width = 96;

    /// <summary>Rows of the model's input.</summary>
    public const int Height = 128;

    // Losses pass over this class, as PyTorch's do. Only prediction meets it.
    private const long Unknown = -100;

    private static readonly Resize Resize = new(Width * 9 / 8, Height * 9 / 8);

    private readonly Field<long> _joint;
    private readonly Field<long> _mask;
    private readonly Field<long> _gender;
    private readonly Field<long> _age;

    /// <summary>A collator whose pictures are decoded as the options say, or in the default way.</summary>
    public MaskCollator(ImageDecodingOptions? decoding = null)
        : base(new ImagePipeline(
            train: new TransformPipeline(Resize, new RandomCrop(Width, Height), new RandomHorizontalFlip(), new ColorJitter(brightness: 0.2, contrast: 0.2, saturation: 0.1)),
            evaluation: new TransformPipeline(Resize, new CenterCrop(Width, Height)),
            Width,
            Height) { Scaling = (decoding ??= new()).DecodeScaling }, decoder: decoding.CreateDecoder())
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
}
