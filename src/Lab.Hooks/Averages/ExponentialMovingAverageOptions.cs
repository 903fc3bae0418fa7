using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab.Hooks;

/// <summary>An exponential moving average of the weights. Off unless <see cref="Decay"/> is set.</summary>
[ReadBy(LabVerbs.Train)]
public sealed class ExponentialMovingAverageOptions
{
    /// <summary>What the average keeps of itself at every optimizer step: 0.9999 averages over some 10,000 steps. At least 0, below 1; null averages nothing. Default: null.</summary>
    [OptionName("ema-decay")]
    [Description("Share of itself that the moving average of the weights keeps at every step, such as 0.999; not set: no average")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Decay { get; set; }

    /// <summary>
    /// Whether the decay begins at 0 and rises to <see cref="Decay"/>, so that a short run's average is not made of its initial weights:
    /// 1 - (1 + t / gamma)^-power after t updates, while that is less. Default: true.
    /// </summary>
    [OptionName("ema-warmup")]
    [Description("Whether the moving average's decay rises from 0")]
    public bool Warmup { get; set; } = true;

    /// <summary>The warm-up's unit of time, in optimizer steps. Above 0. Default: 1.</summary>
    [OptionName("ema-warmup-gamma")]
    [Description("Unit of time of the moving average's warm-up, in optimizer steps")]
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double WarmupGamma { get; set; } = 1;

    /// <summary>How fast the decay rises: with a gamma of 1, 2/3 reaches 0.999 after 31,600 steps and 3/4 after 10,000. Above 0. Default: 2/3.</summary>
    [OptionName("ema-warmup-power")]
    [Description("Exponent of the moving average's warm-up: the larger, the sooner the full decay")]
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double WarmupPower { get; set; } = 2.0 / 3;
}
