namespace Lab.Vision;

/// <summary>
/// One operation on the bytes of an image. The result depends on the image, the transform's own options and the key only, so it is the
/// same on every thread and in every run.
/// </summary>
/// <remarks>An instance serves many threads at once: keep no state between calls.</remarks>
public abstract class Transform
{
    /// <summary>What keys, errors and plans call it; by default the name of its type.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Transforms an image.</summary>
    /// <param name="image">The image, which may be changed in place.</param>
    /// <param name="key">The key of this transform's random numbers, its own in every pipeline; one without randomness ignores it.</param>
    /// <returns>
    /// Either <paramref name="image"/> itself, changed, or another image. A pipeline disposes of whichever it no longer needs; a
    /// transform never disposes of <paramref name="image"/>.
    /// </returns>
    public abstract RgbImage Apply(RgbImage image, RandomKey key);

    /// <summary>The transform with its options, for plans and errors.</summary>
    public override string ToString() => Name;
}
