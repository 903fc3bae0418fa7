namespace Lab.Vision;

/// <summary>Turns, moves, scales and shears an image about its middle by random amounts; the size stays. torchvision's <c>RandomAffine</c>, with its matrix and its ranges.</summary>
public sealed class RandomAffine : Transform
{
    private readonly RandomAffineOptions _options;

    /// <summary>A transform with the given ranges.</summary>
    public RandomAffine(RandomAffineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _ = TransformChecks.UpTo(options.Degrees, 180, nameof(options.Degrees));
        _ = TransformChecks.UpTo(options.TranslateX, 1, nameof(options.TranslateX));
        _ = TransformChecks.UpTo(options.TranslateY, 1, nameof(options.TranslateY));
        _ = TransformChecks.Range(options.MinimumScale, options.MaximumScale, 1e-3, 1e3, nameof(options.MinimumScale));
        _ = TransformChecks.UpTo(options.ShearX, 80, nameof(options.ShearX));
        _ = TransformChecks.UpTo(options.ShearY, 80, nameof(options.ShearY));
        _options = options;
    }

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var random = key.CreateRandom();
        var size = plan.OutputSize;
        var degrees = random.NextDouble(-_options.Degrees, _options.Degrees);
        var (moveX, moveY) = (_options.TranslateX * size.Width, _options.TranslateY * size.Height);
        var (x, y) = (Math.Round(random.NextDouble(-moveX, moveX)), Math.Round(random.NextDouble(-moveY, moveY)));
        var scale = random.NextDouble(_options.MinimumScale, _options.MaximumScale);
        var (shearX, shearY) = (random.NextDouble(-_options.ShearX, _options.ShearX), random.NextDouble(-_options.ShearY, _options.ShearY));
        var map = ProjectiveMap.Affine(size.Width / 2.0, size.Height / 2.0, degrees, x, y, scale, shearX, shearY);
        plan.Add(new WarpOperation(map, size.Width, size.Height, _options.Filter, _options.Edge, _options.Fill));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"RandomAffine({_options.Degrees} degrees, move {_options.TranslateX} x {_options.TranslateY}, scale {_options.MinimumScale} to {_options.MaximumScale}, shear {_options.ShearX} x {_options.ShearY}, {_options.Filter})");
}
