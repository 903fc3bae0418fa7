namespace Lab.Vision;

/// <summary>An image on its way into a batch: the plan is made as soon as the size is known, decides at which scale to decode, and is then carried out.</summary>
internal sealed class PlannedImage(ImagePipeline pipeline, Phase phase, RandomKey key) : ImageRequest
{
    private TransformPlan? _plan;
    private int _reduction = 1;

    public override int ReductionFor(ImageSize size)
    {
        _plan = pipeline.Plan(size, phase, key);
        return _reduction = pipeline.MayReduce(phase) ? _plan.HighestReduction() : 1;
    }

    /// <summary>Writes the transformed image.</summary>
    /// <param name="image">What the decoder gave; its pixels may be changed.</param>
    /// <param name="planes">3 x height x width bytes.</param>
    public void Write(RgbImage image, Span<byte> planes) =>
        (_plan ?? pipeline.Plan(image.Size, phase, key)).RunToPlanes(image, _reduction, planes);
}
