using Lab.Inference;
using Lab.Runs;

namespace Lab;

/// <summary>What a <see cref="ModelExporter"/> is to write.</summary>
public sealed record ModelExport
{
    /// <summary>The model on the CPU, its weights loaded, in evaluation mode. It is the caller's.</summary>
    public required torch.nn.Module Model { get; init; }

    /// <summary>The file to write. Its folder is there.</summary>
    public required string Path { get; init; }

    /// <summary>The experiment's <see cref="Collator{TSample, TInput, TTarget}"/>, which knows how a model's input is prepared, or null outside an experiment.</summary>
    public object? Collator { get; init; }

    /// <summary>How inputs are prepared, or null if the collator says nothing of it.</summary>
    public IInputPreparation? Preparation { get; init; }

    /// <summary>The names of the classes in order, as far as the training data had any.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The model as logits by heads, or null where nobody says what its heads are.</summary>
    internal InferenceModel? Inference { get; init; }

    /// <summary>The run that the weights are of, or null outside an experiment.</summary>
    internal TrainedRun? Run { get; init; }

    /// <summary>Where the model comes from, by plain names: experiment, run, checkpoint, versions.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
