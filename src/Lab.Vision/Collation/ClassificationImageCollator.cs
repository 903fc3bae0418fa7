namespace Lab.Vision;

/// <summary>Batches of labelled images for a classifier: input float32 [N, 3, height, width], target int64 [N] of class indices.</summary>
public class ClassificationImageCollator : ImageCollator<ImageSample, Tensor>
{
    /// <summary>The target of a sample without a label, which only <see cref="Phase.Predict"/> admits; losses ignore it as PyTorch's do.</summary>
    public const long Unlabelled = -100;

    private readonly Field<long> _label;

    /// <summary>A collator with the given transforms.</summary>
    /// <param name="pipeline">The transforms of training and the preprocessing of evaluation, whose normalisation holds in all phases.</param>
    /// <param name="decoder">Decodes files; <see cref="ImageDecoder.Fastest"/> where none is given.</param>
    /// <param name="cache">Keeps decoded images between epochs; nothing is kept where none is given. It is the caller's.</param>
    public ClassificationImageCollator(ImagePipeline pipeline, ImageDecoder? decoder = null, ImageCache? cache = null)
        : base(pipeline, decoder, cache) => _label = AddField<long>("label");

    /// <inheritdoc/>
    public override Tensor ReadTarget(BatchTensors batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.OnDevice(_label);
    }

    /// <inheritdoc/>
    protected override string PathOf(ImageSample sample) => sample.Path;

    /// <inheritdoc/>
    protected override void WriteTarget(ImageSample sample, SampleWriter writer) => writer.Set(_label, sample.Label switch
    {
        { } label => label,
        null when writer.Phase == Phase.Predict => Unlabelled,
        null => throw new LabException($"{sample.Path} has no label, but the phase {writer.Phase} needs one; only {nameof(Phase.Predict)} does without."),
    });
}
