namespace Lab;

/// <summary>A data set in two disjoint parts that together hold every sample, each in the order of the data set.</summary>
/// <typeparam name="TSample">The data set's samples.</typeparam>
/// <param name="Train">What weights are fitted to.</param>
/// <param name="Validation">What judges the model during training.</param>
public sealed record TrainValidationSplit<TSample>(Subset<TSample> Train, Subset<TSample> Validation);
