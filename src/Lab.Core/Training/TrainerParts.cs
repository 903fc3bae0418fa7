using Lab.Checkpoints;
using Lab.Optimization;

namespace Lab;

/// <summary>Everything a <see cref="Trainer{TInput, TOutput, TTarget}"/> works with.</summary>
/// <typeparam name="TInput">The model's input.</typeparam>
/// <typeparam name="TOutput">The model's output.</typeparam>
/// <typeparam name="TTarget">The targets.</typeparam>
public sealed record TrainerParts<TInput, TOutput, TTarget>
{
    /// <summary>The model. The caller owns it.</summary>
    public required Model<TInput, TOutput> Model { get; init; }

    /// <summary>What training makes small. The caller owns it. May be null for predicting only.</summary>
    public Loss<TOutput, TTarget>? Loss { get; init; }

    /// <summary>Builds the optimizer over the parameters of model (first) and loss (second), once they are on their device. May be null where nothing is trained.</summary>
    public Func<torch.nn.Module, torch.nn.Module, Optimizer>? Optimizer { get; init; }

    /// <summary>The learning rate that <see cref="Schedule"/> starts from.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The learning rate of every step; constant if null.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>Builds the scaling of the loss, once per fit; if null, float16 (<see cref="TrainerOptions.Precision"/>) has a <see cref="Optimization.LossScaler"/> with its defaults, other types none.</summary>
    public Func<LossScaler>? LossScaler { get; init; }

    /// <summary>Builds the metrics; called once per phase.</summary>
    public Func<IReadOnlyList<Metric<TOutput, TTarget>>>? Metrics { get; init; }

    /// <summary>The hooks, in order. The trainer disposes of them.</summary>
    public IReadOnlyList<Hook> Hooks { get; init; } = [];

    /// <summary>Where checkpoints go; null for a run that keeps none.</summary>
    public CheckpointStore? Checkpoints { get; init; }

    /// <summary>The experiment's name.</summary>
    public string Experiment { get; init; } = "experiment";

    /// <summary>The run's folder, where hooks write; null for a run that writes nothing.</summary>
    public string? Folder { get; init; }

    /// <summary>Where the log in words goes; the run's folder if null. Set without <see cref="Folder"/>, it makes a run that keeps its log and nothing else.</summary>
    public string? LogFolder { get; init; }

    /// <summary>Whether the run only tries the parts out: it may then be too short for an average of weights to begin.</summary>
    internal bool IsTrial { get; init; }

    /// <summary>Resolved options by name, for hooks that log them.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
}
