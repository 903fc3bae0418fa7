namespace Lab.Optimization;

/// <summary>Parameters that share settings.</summary>
/// <param name="Name">The name in logs and plans, such as <c>decay</c>.</param>
/// <param name="Parameters">The parameters with their names in the model's state dictionary.</param>
/// <param name="WeightDecay">The weight decay of this group, per step and unit of learning rate as the optimizer defines it.</param>
/// <param name="LearningRateScale">What the schedule's rate is multiplied by.</param>
public sealed record ParameterGroup(
    string Name,
    IReadOnlyList<KeyValuePair<string, TorchSharp.Modules.Parameter>> Parameters,
    double WeightDecay = 0,
    double LearningRateScale = 1);
