namespace Lab.Vision;

/// <summary>
/// What happens to an image between decoder and model: one row of transforms for training and one for everything else, both ending at
/// the same declared size.
/// </summary>
public sealed class ImagePipeline
{
    /// <summary>A pipeline whose images all end at <paramref name="outputWidth"/> x <paramref name="outputHeight"/>.</summary>
    /// <param name="train">Used in <see cref="Phase.Train"/>: resizing and augmentation.</param>
    /// <param name="evaluation">Used in every other phase: resizing alone.</param>
    /// <param name="outputWidth">Pixels per row that the model takes, at least 1.</param>
    /// <param name="outputHeight">Rows that the model takes, at least 1.</param>
    public ImagePipeline(Transform train, Transform evaluation, int outputWidth, int outputHeight)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(evaluation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputHeight);
        (Train, Evaluation, OutputWidth, OutputHeight) = (train, evaluation, outputWidth, outputHeight);
    }

    /// <summary>Used in <see cref="Phase.Train"/>.</summary>
    public Transform Train { get; }

    /// <summary>Used in every other phase.</summary>
    public Transform Evaluation { get; }

    /// <summary>Pixels per row of every result.</summary>
    public int OutputWidth { get; }

    /// <summary>Rows of every result.</summary>
    public int OutputHeight { get; }

    /// <summary>A pipeline that only resizes to the given size, in all phases, ignoring the aspect ratio.</summary>
    public static ImagePipeline ResizeOnly(int width, int height, ResampleFilter filter = ResampleFilter.Bilinear)
    {
        var resize = new Resize(width, height, filter);
        return new ImagePipeline(resize, resize, width, height);
    }

    /// <summary>When large JPEGs may be decoded at reduced size.</summary>
    /// <value><see cref="DecodeScaling.Training"/></value>
    public DecodeScaling Scaling { get; init; }

    /// <summary>Plans what happens to an image of the given size.</summary>
    /// <param name="size">The size of the image as it is stored.</param>
    /// <param name="phase">What the batch is for.</param>
    /// <param name="key">The key of the sample's random numbers.</param>
    /// <exception cref="LabException">The result would have another size than the declared one.</exception>
    public TransformPlan Plan(ImageSize size, Phase phase, RandomKey key)
    {
        var transform = phase == Phase.Train ? Train : Evaluation;
        var plan = transform.PlanFor(size, key);
        return plan.OutputSize == new ImageSize(OutputWidth, OutputHeight)
            ? plan
            : throw new LabException(
                $"The {(phase == Phase.Train ? "train" : "evaluation")} transforms ({transform}) make an image of {plan.OutputSize} pixels from one of {size}, but the pipeline declares {OutputWidth} x {OutputHeight}; end them with a Resize or crop to that size.");
    }

    /// <summary>Plans for an image and carries the plan out.</summary>
    /// <param name="image">The image; it stays as it is.</param>
    /// <param name="phase">What the batch is for.</param>
    /// <param name="key">The key of the sample's random numbers.</param>
    /// <returns>A new image of the declared size, to be disposed of.</returns>
    /// <exception cref="LabException">The result would have another size than the declared one.</exception>
    public RgbImage Run(RgbImage image, Phase phase, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Plan(image.Size, phase, key).Run(image);
    }

    internal bool MayReduce(Phase phase) => Scaling == DecodeScaling.Always || (Scaling == DecodeScaling.Training && phase == Phase.Train);

    /// <summary>Both rows of transforms, for plans.</summary>
    public override string ToString() => $"train: {Train}; evaluation: {Evaluation}; {OutputWidth} x {OutputHeight}";
}
