using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Scales the gradients of a step down to a largest common norm, as PyTorch's <c>clip_grad_norm_</c> does, with its 1e-6 in the divisor.</summary>
public sealed class ClipGradientNorm : OptimHook
{
    private readonly double? _maximum;

    /// <summary>Clipping with the given options; none without a maximum.</summary>
    /// <exception cref="LabValidationException">The largest norm is not above 0.</exception>
    [ActivatorUtilitiesConstructor]
    public ClipGradientNorm(ClipGradientNormOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _maximum = options.Checked().MaximumNorm;
    }

    /// <summary>Clipping to <paramref name="maximum"/>.</summary>
    /// <exception cref="LabValidationException">The largest norm is not above 0.</exception>
    public ClipGradientNorm(double maximum)
        : this(new ClipGradientNormOptions { MaximumNorm = maximum })
    {
    }

    /// <summary>The norm before the last clipping; NaN before the first step.</summary>
    public double LastNorm { get; private set; } = double.NaN;

    /// <inheritdoc/>
    public override bool IsEnabled => _maximum is not null;

    /// <inheritdoc/>
    public override void Step(StepContext step, StepDelegate next)
    {
        ArgumentNullException.ThrowIfNull(step);
        LastNorm = step.Gradients.ClipNorm(_maximum!.Value);
        base.Step(step, next);
    }
}
