namespace Lab.Vision;

/// <summary>
/// What happens to an image between decoder and model: transforms of its own in training, and in every other phase the <see cref="ImagePreprocessing"/> that travels with the model.
/// Both end at the same size and have the same normalisation.
/// </summary>
public sealed class ImagePipeline
{
    internal const double DefaultReducingGap = 2;

    /// <summary>A pipeline whose images all end at the size of <paramref name="evaluation"/>.</summary>
    /// <param name="train">Used in <see cref="Phase.Train"/>: resizing and augmentation.</param>
    /// <param name="evaluation">Used in every other phase.</param>
    public ImagePipeline(Transform train, ImagePreprocessing evaluation)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(evaluation);
        (Train, Preprocessing, Evaluation) = (train, evaluation, evaluation.CreateTransform());
    }

    /// <summary>A pipeline that does in training what <paramref name="preprocessing"/> does elsewhere: nothing is augmented.</summary>
    public ImagePipeline(ImagePreprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        Preprocessing = preprocessing;
        Train = Evaluation = preprocessing.CreateTransform();
    }

    /// <summary>Used in <see cref="Phase.Train"/>.</summary>
    public Transform Train { get; }

    /// <summary>Used in every other phase: the transform of <see cref="Preprocessing"/>.</summary>
    public Transform Evaluation { get; }

    /// <summary>How an image becomes the model's input outside training; its normalisation holds in training too.</summary>
    public ImagePreprocessing Preprocessing { get; }

    /// <summary>Pixels per row of every result.</summary>
    public int OutputWidth => Preprocessing.Width;

    /// <summary>Rows of every result.</summary>
    public int OutputHeight => Preprocessing.Height;

    /// <summary>When large JPEGs may be decoded at reduced size. With an <see cref="ImageCache"/> too, if no random transform of the phase resamples; a collator refuses the two together otherwise.</summary>
    /// <value><see cref="DecodeScaling.Never"/></value>
    public DecodeScaling Scaling { get; init; }

    /// <summary>
    /// How many times the size that its first resize needs an image decoded at reduced size must at least have, 1 or more, as Pillow's <c>reducing_gap</c>. With 1 a decode may leave nothing to the resize and is
    /// the fastest; the higher the gap, the nearer are the pixels to those of a full decode.
    /// </summary>
    /// <value>2</value>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1 or not a number.</exception>
    public double ReducingGap
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(ReducingGap), value, "An image decoded at reduced size has at least the size that is needed: use 1 or more.");
    }

    = DefaultReducingGap;

    /// <summary>Plans what happens to an image of the given size.</summary>
    /// <param name="size">The size of the image as it is stored.</param>
    /// <param name="phase">What the batch is for.</param>
    /// <param name="key">The key of the sample's random numbers.</param>
    /// <exception cref="LabException">The result would have another size than the declared one.</exception>
    public TransformPlan Plan(ImageSize size, Phase phase, RandomKey key)
    {
        var transform = phase == Phase.Train ? Train : Evaluation;
        var plan = transform.PlanFor(size, key);
        Check(plan, transform, new ImageSize(OutputWidth, OutputHeight));
        return plan;
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

    /// <summary>The gap that holds in a phase; infinite where nothing is decoded at reduced size.</summary>
    internal double ReducingGapIn(Phase phase) =>
        Scaling == DecodeScaling.Always || (Scaling == DecodeScaling.Training && phase == Phase.Train) ? ReducingGap : double.PositiveInfinity;

    /// <exception cref="LabException">The result of the plan would have another size than the declared one.</exception>
    internal static void Check(TransformPlan plan, Transform transform, ImageSize output)
    {
        // The evaluation's always has the size.
        if (plan.OutputSize != output)
        {
            throw new LabException(
                $"The train transforms ({transform}) make an image of {plan.OutputSize} pixels from one of {plan.InputSize}, but the preprocessing of evaluation makes {output}; end them with a Resize or crop to that size.");
        }
    }

    /// <summary>The transforms of training, and the preprocessing, for plans.</summary>
    public override string ToString() => $"train: {Train}; evaluation: {Preprocessing}";
}
