using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Checkpoints;

namespace Lab.Runs;

/// <summary>A run's folder as those see it who use its model: which weights, how they were made, and what they are worth.</summary>
internal sealed class TrainedRun
{
    private readonly RunFolder _folder;
    private readonly WeightsMetadata _metadata;

    private TrainedRun(RunFolder folder, Checkpoint checkpoint, ModelWeights weights, IReadOnlyList<string> passedOver)
    {
        (_folder, Checkpoint, Weights, PassedOver) = (folder, checkpoint, weights, passedOver);
        using var file = weights == ModelWeights.Average ? checkpoint.OpenAverage() : checkpoint.OpenModel();
        _metadata = WeightsMetadata.Of(file);
    }

    /// <summary>The run's folder.</summary>
    public string Path => _folder.Path;

    /// <summary>The experiment's name.</summary>
    public string Experiment => _folder.Record["experiment"]?.GetValue<string>() ?? string.Empty;

    /// <summary>The options that the run was started with, by name.</summary>
    public IReadOnlyDictionary<string, string> Options => _folder.Options;

    /// <summary>The checkpoint whose weights are used.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>Which of its weights.</summary>
    public ModelWeights Weights { get; }

    /// <summary>Newer checkpoints that were not valid, and why.</summary>
    public IReadOnlyList<string> PassedOver { get; }

    /// <summary>How inputs are prepared, as <see cref="IInputPreparation.ToJson"/> wrote it, or null.</summary>
    public JsonObject? Preparation => _metadata.Preparation;

    /// <summary>The names of the classes of the training data, or null.</summary>
    public IReadOnlyList<string>? Classes => _metadata.Classes;

    /// <summary>What <see cref="Lab.Inference.IRebuildable.Architecture"/> said, or null.</summary>
    public JsonObject? Architecture => _metadata.Architecture;

    /// <summary>Sizes and hashes of the data sets by phase, as <c>run.json</c> has them.</summary>
    public JsonObject Data => (_folder.Record["data"] as JsonObject)?.DeepClone().AsObject() ?? [];

    /// <summary>The versions of Lab, TorchSharp and .NET that trained it, as <c>run.json</c> has them.</summary>
    public JsonObject Versions => (_folder.Record["versions"] as JsonObject)?.DeepClone().AsObject() ?? [];

    /// <summary>
    /// What these weights were measured to be worth, by names such as <c>test/accuracy</c>: the metrics of the epoch that the checkpoint closes and, where the run was evaluated at this checkpoint, those of the evaluation.
    /// </summary>
    public IReadOnlyDictionary<string, double> Metrics
    {
        get
        {
            var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
            foreach (var end in Checkpoint.ReadState()["lastReport"]?.Deserialize<EpochReport>(StateJson.Options)?.Ends() ?? [])
            {
                foreach (var (key, value) in end.Metrics.Where(pair => double.IsFinite(pair.Value)))
                {
                    metrics[key.In(end.Phase)] = value;
                }
            }

            if (_folder.Record["evaluation"] is JsonObject evaluation
                && evaluation["checkpoint"]?.GetValue<string>() == Checkpoint.Name
                && string.Equals(evaluation["weights"]?.GetValue<string>(), Weights.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                foreach (var (name, value) in evaluation["metrics"]?.AsObject() ?? [])
                {
                    if (value is not null)
                    {
                        metrics[$"{evaluation["data"]}/{name}"] = value.GetValue<double>();
                    }
                }
            }

            return metrics;
        }
    }

    /// <summary>Opens a run's folder and verifies the checkpoint. Reading changes nothing, so the run may still be training.</summary>
    /// <param name="path">The folder that holds <c>run.json</c>.</param>
    /// <param name="checkpoint">A checkpoint's name or mark; the best or, where none is marked, the newest if null.</param>
    /// <param name="weights">The weights that were trained, or their average.</param>
    /// <exception cref="LabValidationException">It is no run folder.</exception>
    /// <exception cref="LabException">It has no such checkpoint, or none that is valid.</exception>
    public static TrainedRun Open(string path, string? checkpoint = null, ModelWeights weights = ModelWeights.Raw)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = RunFolder.Open(path);
        IReadOnlyList<string> passedOver = [];
        checkpoint ??= folder.Checkpoints.HasMark("best") ? "best" : null;
        var chosen = checkpoint is not null ? folder.Checkpoints.Open(checkpoint) : folder.Checkpoints.FindNewest(out passedOver);
        return chosen is not null
            ? new TrainedRun(folder, chosen, weights, passedOver)
            : throw new LabException($"{folder.Path} holds no valid checkpoint{string.Concat(passedOver.Select(fault => $"; {fault.TrimEnd('.')}"))}. Train first.");
    }

    /// <summary>Compares the heads of a model that was built for the run with those that its experiment had when it was trained.</summary>
    /// <exception cref="LabException">They, or their labels, are others or in another order: the answers would bear wrong names.</exception>
    public void CheckHeads(IReadOnlyList<ModelHead> heads)
    {
        // Without heads of its own an experiment answers with the classes, which the weights name.
        if (_folder.Record["heads"]?.Deserialize<ModelHead[]>(JsonSerializerOptions.Web) is { Length: > 0 } then && !then.Select(head => head.ToString()).SequenceEqual(heads.Select(head => head.ToString())))
        {
            throw new LabException(
                $"The run {Path} was trained for {string.Join<ModelHead>("; ", then)}, and its experiment now answers {string.Join("; ", heads)}: its heads or labels were changed since. Give them their old names and order, or train anew.");
        }
    }

    /// <summary>Copies the weights into a model.</summary>
    /// <exception cref="LabException">They do not fit it; the message says where.</exception>
    public void LoadInto(torch.nn.Module model)
    {
        if (Weights == ModelWeights.Average)
        {
            Checkpoint.LoadAverage(model);
        }
        else
        {
            Checkpoint.LoadModel(model);
        }
    }
}
