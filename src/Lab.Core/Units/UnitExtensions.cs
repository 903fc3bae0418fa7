namespace Lab;

/// <summary>Writes durations with their unit: <c>5.Epochs()</c>, <c>200.OptimizerSteps()</c>.</summary>
public static class UnitExtensions
{
    /// <summary>That many passes over the training data set.</summary>
    public static EpochCount Epochs(this int value) => new(value);

    /// <summary>That many optimizer steps.</summary>
    public static StepCount OptimizerSteps(this int value) => new(value);

    /// <summary>That many batches.</summary>
    public static BatchCount Batches(this int value) => new(value);

    /// <summary>That many samples.</summary>
    public static SampleCount Samples(this int value) => new(value);
}
