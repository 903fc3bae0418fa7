namespace Lab.Vision;

/// <summary>One operation, always the same.</summary>
internal sealed class FixedOperation : Transform
{
    private readonly ImageOperation _operation;

    /// <summary>The operation.</summary>
    public FixedOperation(ImageOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        _operation = operation;
    }

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    public override bool MayResample => _operation is GeometricOperation { Resamples: true };

    /// <inheritdoc/>
    public override void Plan(TransformPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Add(_operation);
    }

    /// <inheritdoc/>
    public override string ToString() => _operation.ToString();
}
