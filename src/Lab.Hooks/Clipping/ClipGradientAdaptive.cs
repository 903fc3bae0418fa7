using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>
/// Scales the gradient of each unit down to a share of the norm of the unit's weights (Brock et al. 2021, "High-performance large-scale image recognition without normalization"), as timm's
/// <c>adaptive_clip_grad</c> does. A unit is a row of a weight's first dimension; a bias is one unit.
/// </summary>
public sealed class ClipGradientAdaptive : OptimHook
{
    private readonly ClipGradientAdaptiveOptions _options;

    /// <summary>Clipping with the given options; none without a factor.</summary>
    /// <exception cref="LabValidationException">Factor or epsilon is not above 0.</exception>
    [ActivatorUtilitiesConstructor]
    public ClipGradientAdaptive(ClipGradientAdaptiveOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
    }

    /// <summary>Clipping to <paramref name="factor"/> times the norm of the weights.</summary>
    /// <param name="factor">The largest ratio of the norms, above 0.</param>
    /// <param name="exclude">Modules that are not clipped, such as the classifier.</param>
    /// <exception cref="LabValidationException">The factor is not above 0.</exception>
    public ClipGradientAdaptive(double factor, params IReadOnlyList<string> exclude)
        : this(new ClipGradientAdaptiveOptions { Factor = factor, Exclude = exclude })
    {
    }

    /// <inheritdoc/>
    public override bool IsEnabled => _options.Factor is not null;

    /// <inheritdoc/>
    /// <exception cref="LabException">A name that is to be left out is that of no parameter.</exception>
    public override void Attach(OptimParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var names = parts.Optimizer.Groups.SelectMany(group => group.Parameters).Select(pair => pair.Key).ToList();
        if (_options.Exclude.Where(prefix => !names.Exists(name => Begins(name, prefix))).ToList() is { Count: > 0 } unknown)
        {
            throw new LabException(
                $"--clip-gradient-adaptive-exclude {string.Join(",", unknown)}: no trained parameter's name begins so. There are: {string.Join(", ", names.Select(name => name.Split('.')[0]).Distinct())}.");
        }
    }

    /// <inheritdoc/>
    public override void Step(StepContext step, StepDelegate next)
    {
        ArgumentNullException.ThrowIfNull(step);
        step.Gradients.ClipAdaptive(_options.Factor!.Value, _options.Epsilon, name => !_options.Exclude.Any(prefix => Begins(name, prefix)));
        base.Step(step, next);
    }

    private static bool Begins(string name, string prefix) => name == prefix || name.StartsWith($"{prefix}.", StringComparison.Ordinal);
}
