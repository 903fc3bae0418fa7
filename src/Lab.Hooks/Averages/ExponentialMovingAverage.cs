using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>
/// Averages the weights over the last optimizer steps, the nearer the more: average = decay * average + (1 - decay) * weights, once per step. A skipped step does not count.
/// </summary>
/// <remarks>
/// Numbers are those of timm's <c>ModelEmaV3</c>: the first weights are copied, parameters and floating-point buffers are averaged, other buffers are copied, and the warm-up is
/// min(decay, 1 - (1 + t / gamma)^-power) with t the updates before. Averaging of the iterates: Polyak and Juditsky 1992.
/// </remarks>
public sealed class ExponentialMovingAverage : WeightAveraging
{
    private readonly ExponentialMovingAverageOptions _options;

    /// <summary>An average with the given options; none without a decay.</summary>
    /// <exception cref="LabValidationException">An option is out of its range.</exception>
    [ActivatorUtilitiesConstructor]
    public ExponentialMovingAverage(ExponentialMovingAverageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
    }

    /// <summary>An average with the decay <paramref name="decay"/> and the default warm-up.</summary>
    /// <exception cref="LabValidationException">The decay is not at least 0 and below 1.</exception>
    public ExponentialMovingAverage(double decay)
        : this(new ExponentialMovingAverageOptions { Decay = decay })
    {
    }

    /// <inheritdoc/>
    public override bool IsEnabled => _options.Decay is not null;

    /// <inheritdoc/>
    public override void AfterStep(long step, bool stepped)
    {
        if (stepped)
        {
            Include(1 - DecayAfter(Updates, _options.Decay!.Value));
        }
    }

    private double DecayAfter(long updates, double decay) =>
        _options.Warmup ? Math.Min(decay, 1 - Math.Pow(1 + (updates / _options.WarmupGamma), -_options.WarmupPower)) : decay;
}
