namespace Lab.Vision;

/// <summary>An image on its way through transforms: the plan is made as soon as the size is known, decides at which scale to decode, and is then carried out.</summary>
/// <param name="planFor">Plans for an image of a size.</param>
/// <param name="reducingGap">How many times the size that the plan needs it must at least have if it is decoded at reduced size; infinite if it may not be.</param>
internal sealed class PlannedImage(Func<ImageSize, TransformPlan> planFor, double reducingGap) : ImageRequest
{
    private TransformPlan? _plan;
    private int _reduction = 1;

    /// <summary>An image on its way into a batch.</summary>
    public PlannedImage(ImagePipeline pipeline, Phase phase, RandomKey key)
        : this(size => pipeline.Plan(size, phase, key), pipeline.ReducingGapIn(phase))
    {
    }

    public override int ReductionFor(ImageSize size)
    {
        _plan = planFor(size);
        return _reduction = _plan.HighestReduction(reducingGap);
    }

    /// <summary>The full size of an image.</summary>
    /// <param name="image">What the decoder gave.</param>
    public ImageSize SizeOf(RgbImage image) => PlanOf(image).InputSize;

    /// <summary>Carries the plan out.</summary>
    /// <param name="image">What the decoder gave; it stays as it is.</param>
    /// <returns><paramref name="image"/> itself if there is nothing to do, or a new image.</returns>
    public RgbImage Run(RgbImage image) => PlanOf(image) is { Operations.Count: > 0 } plan ? plan.Run(image, _reduction) : image;

    public override ImageRegion RegionFor(ImageSize reduced) => _plan!.RegionRead(_reduction, reduced);

    /// <summary>Writes the transformed image.</summary>
    /// <param name="image">What the decoder gave; its pixels may be changed.</param>
    /// <param name="planes">3 x height x width bytes.</param>
    public void Write(RgbImage image, Span<byte> planes) => PlanOf(image).RunToPlanes(image, _reduction, planes);

    private TransformPlan PlanOf(RgbImage image) => _plan ??= planFor(image.Size);
}
