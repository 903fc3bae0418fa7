namespace Lab.Vision;

/// <summary>Transforms in a row, itself a transform. Each gets a key derived from its position and name, and plans for the size that the one before it leaves.</summary>
public sealed class TransformPipeline : Transform
{
    private readonly Transform[] _transforms;

    /// <summary>The given transforms, in this order; none leaves the image as it is.</summary>
    public TransformPipeline(params IEnumerable<Transform> transforms)
    {
        ArgumentNullException.ThrowIfNull(transforms);
        _transforms = [.. transforms];
        if (Array.IndexOf(_transforms, null) is var index and >= 0)
        {
            throw new ArgumentException($"Transform {index} is null.", nameof(transforms));
        }
    }

    /// <summary>The transforms, in order.</summary>
    public IReadOnlyList<Transform> Transforms => _transforms;

    /// <inheritdoc/>
    public override bool IsRandom => Array.Exists(_transforms, transform => transform.IsRandom);

    /// <inheritdoc/>
    public override bool MayResample => Array.Exists(_transforms, transform => transform.MayResample);

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        for (var i = 0; i < _transforms.Length; i++)
        {
            _transforms[i].Plan(plan, key.Derive(i).Derive(_transforms[i].Name));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _transforms.Length == 0 ? "nothing" : string.Join(" > ", _transforms.AsEnumerable());
}
