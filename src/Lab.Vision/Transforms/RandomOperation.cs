namespace Lab.Vision;

/// <summary>
/// Adds one operation, always the same, with a probability: <c>new RandomOperation(new EqualizeOperation(), 0.5)</c>. torchvision's RandomEqualize, RandomAutocontrast, RandomInvert,
/// RandomPosterize, RandomSolarize, RandomAdjustSharpness and RandomGrayscale are this with the operation of that name.
/// </summary>
public sealed class RandomOperation : Transform
{
    private readonly ImageOperation _operation;

    /// <summary>An operation with the given probability, from 0 to 1.</summary>
    public RandomOperation(ImageOperation operation, double probability = 1)
    {
        ArgumentNullException.ThrowIfNull(operation);
        _operation = operation;
        Probability = TransformChecks.Probability(probability, nameof(probability));
    }

    /// <summary>How often the operation is carried out, from 0 to 1.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (key.CreateRandom().NextBoolean(Probability))
        {
            plan.Add(_operation);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"RandomOperation({_operation}, {Probability})");
}
