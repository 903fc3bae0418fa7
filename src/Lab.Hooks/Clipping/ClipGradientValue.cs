using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Limits every element of a step's gradients to a range around 0, as PyTorch's <c>clip_grad_value_</c> does.</summary>
public sealed class ClipGradientValue : OptimHook
{
    private readonly double? _maximum;

    /// <summary>Clipping with the given options; none without a maximum.</summary>
    /// <exception cref="LabValidationException">The largest magnitude is not above 0.</exception>
    [ActivatorUtilitiesConstructor]
    public ClipGradientValue(ClipGradientValueOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _maximum = options.Checked().MaximumValue;
    }

    /// <summary>Clipping to <paramref name="maximum"/>.</summary>
    /// <exception cref="LabValidationException">The largest magnitude is not above 0.</exception>
    public ClipGradientValue(double maximum)
        : this(new ClipGradientValueOptions { MaximumValue = maximum })
    {
    }

    /// <inheritdoc/>
    public override bool IsEnabled => _maximum is not null;

    /// <inheritdoc/>
    public override void Step(StepContext step, StepDelegate next)
    {
        ArgumentNullException.ThrowIfNull(step);
        step.Gradients.ClipValue(_maximum!.Value);
        base.Step(step, next);
    }
}
