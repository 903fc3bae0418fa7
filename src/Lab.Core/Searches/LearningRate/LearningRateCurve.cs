namespace Lab;

/// <summary>How the loss went while the learning rate grew: what a search for the learning rate found.</summary>
public sealed record LearningRateCurve
{
    /// <summary>One point per optimizer step, in order; rates grow by a constant factor.</summary>
    public required IReadOnlyList<LearningRatePoint> Points { get; init; }

    /// <summary>Whether the loss diverged before the highest rate was reached. The step at which it was not finite has no point.</summary>
    public required bool Diverged { get; init; }

    /// <summary>The rate at which the smoothed loss falls fastest per factor of the rate; null if it never falls.</summary>
    public double? Steepest { get; init; }

    /// <summary>A tenth of the rate at which the smoothed loss is lowest; null if there are too few points.</summary>
    public double? TenthOfMinimum { get; init; }

    /// <summary>The rate to start with: <see cref="Steepest"/>. Null if the loss never falls.</summary>
    public double? Suggestion => Steepest;
}

/// <summary>One optimizer step of a search for the learning rate.</summary>
/// <param name="Rate">The learning rate of the step.</param>
/// <param name="Loss">The mean loss over the step's samples, before it.</param>
/// <param name="Smoothed">The losses up to here, averaged with weights that decay, without the bias towards 0 of the first ones.</param>
public readonly record struct LearningRatePoint(double Rate, double Loss, double Smoothed);
