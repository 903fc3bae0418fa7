using System.Text.Json.Nodes;

namespace Lab.Vision;

/// <summary>What a bundle says of its model: everything but the weights that is needed to use it, and what it was measured to be worth.</summary>
public sealed record ModelCard
{
    /// <summary>The version of the bundle's layout.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>What to build: a backbone with its settings, or a model of an experiment with its options.</summary>
    public required JsonObject Architecture { get; init; }

    /// <summary>How an image becomes the model's input.</summary>
    public required ImagePreprocessing Preprocessing { get; init; }

    /// <summary>What the model answers; the first is the main one.</summary>
    public required IReadOnlyList<ModelHead> Heads { get; init; }

    /// <summary>What the weights were measured to be worth, by names such as <c>validation/accuracy</c>.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Sizes and hashes of the data sets by phase, which say on which split the metrics were measured.</summary>
    public JsonObject Data { get; init; } = [];

    /// <summary>Where the model comes from: experiment, run, checkpoint, weights, and versions.</summary>
    public IReadOnlyDictionary<string, string> Origin { get; init; } = new Dictionary<string, string>();

    /// <summary>SHA-256 over names, types, shapes and bytes of all tensors of the bundle.</summary>
    public string Hash { get; init; } = string.Empty;

    /// <summary>How many pairs of an image and its answers the bundle holds to check a loaded model with.</summary>
    public int GoldenInputs { get; init; }

    /// <summary>The layout that this version of Lab writes and reads.</summary>
    internal const int CurrentFormat = 1;
}
