namespace Lab.Vision;

/// <summary>
/// Decides what happens to an image, without touching a pixel: it adds operations, with all their parameters drawn, to a plan. The plan is a pure function of the image's
/// size, the transform's options and the key, so it is the same on every thread and in every run, and is known before the image is decoded.
/// </summary>
/// <remarks>An instance serves many threads at once: keep no state between calls.</remarks>
public abstract class Transform
{
    /// <summary>What keys, errors and plans call it; by default the name of its type.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Whether the operations depend on the key; true unless overridden. What comes before the first such transform of a row can be done once and kept (<see cref="ImageCache"/>).</summary>
    public virtual bool IsRandom => true;

    /// <summary>
    /// Whether it may add a <see cref="GeometricOperation"/> that gives pixels new values, as resizes and rotations do, while crops, borders and flips only move them; true unless
    /// overridden. Behind a random transform that does, no resized image can be kept, because neighbouring resamplings are carried out as one.
    /// </summary>
    public virtual bool MayResample => true;

    /// <summary>Adds this transform's operations to <paramref name="plan"/>; adding none leaves the image as it is.</summary>
    /// <param name="plan">The plan so far; <see cref="TransformPlan.OutputSize"/> is the size of the image that arrives here.</param>
    /// <param name="key">The key of this transform's random numbers, its own in every pipeline; one without randomness ignores it.</param>
    public abstract void Plan(TransformPlan plan, RandomKey key);

    /// <summary>The plan of this transform alone for an image of the given size.</summary>
    public TransformPlan PlanFor(ImageSize size, RandomKey key)
    {
        var plan = new TransformPlan(size);
        Plan(plan, key);
        return plan;
    }

    /// <summary>Plans for an image and carries the plan out.</summary>
    /// <returns>A new image, to be disposed of; <paramref name="image"/> stays as it is.</returns>
    public RgbImage Apply(RgbImage image, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(image);
        return PlanFor(image.Size, key).Run(image);
    }

    /// <summary>The transform with its options, for plans and errors.</summary>
    public override string ToString() => Name;
}
