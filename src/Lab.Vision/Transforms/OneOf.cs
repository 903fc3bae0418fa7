using System.Globalization;

namespace Lab.Vision;

/// <summary>One of several transforms, chosen at random; torchvision's <c>RandomChoice</c>. An empty <see cref="TransformPipeline"/> among them does nothing.</summary>
public sealed class OneOf : Transform
{
    private readonly Transform[] _transforms;
    private readonly double[] _shares;

    /// <summary>One of the given transforms, each equally likely.</summary>
    public OneOf(params IEnumerable<Transform> transforms)
        : this([.. (transforms ?? throw new ArgumentNullException(nameof(transforms))).Select(transform => (transform, 1.0))])
    {
    }

    /// <summary>One of the given transforms, each as likely as its weight says.</summary>
    /// <param name="choices">Transforms and their weights, which are finite, at least 0, and not all 0.</param>
    public OneOf(IReadOnlyList<(Transform Transform, double Weight)> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Any(choice => choice.Transform is null))
        {
            throw new ArgumentException("One of the transforms is null.", nameof(choices));
        }

        if (!choices.All(choice => choice.Weight >= 0 && double.IsFinite(choice.Weight)) || !choices.Any(choice => choice.Weight > 0))
        {
            throw new ArgumentException($"The weights {string.Join(", ", choices.Select(choice => choice.Weight.ToString(CultureInfo.InvariantCulture)))} must be finite, at least 0 and not all 0.", nameof(choices));
        }

        var sum = choices.Sum(choice => choice.Weight);
        _transforms = [.. choices.Select(choice => choice.Transform)];
        _shares = [.. choices.Select(choice => choice.Weight / sum)];
    }

    /// <inheritdoc/>
    public override bool IsRandom => _shares.Count(share => share > 0) > 1 || Possible.Any(transform => transform.IsRandom);

    /// <inheritdoc/>
    public override bool MayResample => Possible.Any(transform => transform.MayResample);

    private IEnumerable<Transform> Possible => _transforms.Where((_, index) => _shares[index] > 0);

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        var at = key.CreateRandom().NextDouble();
        var chosen = Array.FindLastIndex(_shares, share => share > 0);
        for (var i = 0; i < chosen; i++)
        {
            at -= _shares[i];
            chosen = at < 0 ? i : chosen;
        }

        _transforms[chosen].Plan(plan, key.Derive(chosen).Derive(_transforms[chosen].Name));
    }

    /// <inheritdoc/>
    public override string ToString() => $"OneOf({string.Join(" | ", _transforms.AsEnumerable())})";
}
