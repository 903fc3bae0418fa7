namespace Lab.Vision;

/// <summary>Transforms in a row, itself a transform. Each gets a key derived from its position and name.</summary>
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
    public override RgbImage Apply(RgbImage image, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(image);
        var current = image;
        try
        {
            for (var i = 0; i < _transforms.Length; i++)
            {
                var next = _transforms[i].Apply(current, key.Derive(i).Derive(_transforms[i].Name));
                if (!ReferenceEquals(next, current))
                {
                    Release(current, image);
                    current = next;
                }
            }

            return current;
        }
        catch
        {
            Release(current, image);
            throw;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _transforms.Length == 0 ? "nothing" : string.Join(" > ", _transforms.AsEnumerable());

    private static void Release(RgbImage image, RgbImage given)
    {
        if (!ReferenceEquals(image, given))
        {
            image.Dispose();
        }
    }
}
