using Lab.Vision;

namespace ImageFolder;

/// <summary>Batches of images as the network's published weights expect them; in training cropped and mirrored at random.</summary>
public sealed class FolderCollator : ImageCollator<ImageSample, Tensor>
{
    private readonly Field<long> _label;

    /// <summary>A collator for the network of the options.</summary>
    public FolderCollator(NetworkOptions options)
        : this(Preprocessing(options))
    {
    }

    private FolderCollator(ImagePreprocessing preprocessing)
        : base(PipelineOf(preprocessing)) => _label = AddField<long>("label");

    /// <inheritdoc/>
    public override Tensor ReadTarget(BatchTensors batch) => batch.OnDevice(_label);

    /// <inheritdoc/>
    protected override string PathOf(ImageSample sample) => sample.Path;

    /// <inheritdoc/>
    protected override void WriteTarget(ImageSample sample, SampleWriter writer) => writer.Set(_label, sample.Label ?? ClassificationImageCollator.Unlabelled);

    private static ImagePreprocessing Preprocessing(NetworkOptions options)
    {
        using var backbone = Backbones.Create(options.Backbone, classCount: 0);
        return options.ImageSize is { } size ? backbone.Preprocessing with { Width = size, Height = size } : backbone.Preprocessing;
    }

    private static ImagePipeline PipelineOf(ImagePreprocessing expected) => new(
        train: new TransformPipeline(new ResizeShorterSide(expected.ResizedHeight, expected.Filter), new RandomCrop(expected.Width, expected.Height), new RandomHorizontalFlip()),
        evaluation: expected);
}
