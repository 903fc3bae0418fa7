using System.Text.Json.Nodes;
using Lab.Weights;

namespace Lab.Checkpoints;

/// <summary>A checkpoint on disk whose files have been verified against their hashes.</summary>
public sealed class Checkpoint
{
    /// <summary>The model's weights, under the names of its state dictionary.</summary>
    public const string ModelFile = "model.safetensors";

    /// <summary>The averaged weights of a run that averages, under the same names as <see cref="ModelFile"/>.</summary>
    public const string AverageFile = "average.safetensors";

    internal const string HooksFile = "hooks.safetensors";
    internal const string OptimizerFile = "optimizer.safetensors";
    internal const string StateFile = "state.json";
    internal const string ManifestFile = "manifest.json";

    private readonly CheckpointManifest _manifest;

    internal Checkpoint(string folder, string name, CheckpointManifest manifest)
    {
        Folder = folder;
        Name = name;
        _manifest = manifest;
    }

    /// <summary>The checkpoint's folder.</summary>
    public string Folder { get; }

    /// <summary>Where the run stood.</summary>
    public Position Position => _manifest.Position;

    /// <summary>Its name, which is that of its step.</summary>
    public string Name { get; }

    /// <summary>The marks of all checkpoints once this one was written.</summary>
    internal CheckpointMarks Marks => _manifest.Marks;

    /// <summary>Opens the model's weights.</summary>
    public WeightFile OpenModel() => OpenTensors(ModelFile);

    /// <summary>Opens the averaged weights.</summary>
    /// <exception cref="LabException">There are none.</exception>
    internal WeightFile OpenAverage() => HasAverage ? OpenTensors(AverageFile) : throw NoAverage();

    /// <summary>Whether the checkpoint has a file of that name.</summary>
    internal bool Has(string file) => _manifest.Files.ContainsKey(file);

    /// <summary>Opens one of the checkpoint's files of tensors.</summary>
    internal WeightFile OpenTensors(string file) => WeightFile.Open(Path.Combine(Folder, file));

    /// <summary>Whether the run had averaged weights when this was written.</summary>
    public bool HasAverage => Has(AverageFile);

    internal const string LossPrefix = "loss/";

    /// <summary>The tensors of a file, in the current dispose scope; none if the checkpoint has no such file.</summary>
    internal IReadOnlyDictionary<string, Tensor> ReadTensors(string file)
    {
        if (!Has(file))
        {
            return new Dictionary<string, Tensor>();
        }

        using var tensors = OpenTensors(file);
        return tensors.Entries.Keys.ToDictionary(name => name, tensors.Read);
    }

    /// <summary>The optimizer's state, in the current dispose scope.</summary>
    internal IReadOnlyDictionary<string, Tensor> ReadOptimizer() => ReadTensors(OptimizerFile)
        .Where(pair => !pair.Key.StartsWith(LossPrefix, StringComparison.Ordinal)).ToDictionary();

    /// <summary>Copies what a loss holds of its own, such as learnt parameters, into it.</summary>
    internal void LoadLoss(torch.nn.Module loss)
    {
        (loss as IModel)?.Complete();
        var state = loss.state_dict();
        if (state.Count == 0)
        {
            return;
        }

        using var file = OpenTensors(OptimizerFile);
        foreach (var (name, tensor) in state)
        {
            file.CopyTo(LossPrefix + name, tensor);
        }
    }

    internal JsonObject ReadState() => JsonNode.Parse(File.ReadAllBytes(Path.Combine(Folder, StateFile)))!.AsObject();

    /// <summary>Copies the weights into a model, which must have the same names and shapes.</summary>
    /// <exception cref="LabException">Names are missing or unknown, or shapes differ; the message lists them.</exception>
    public void LoadModel(torch.nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        LoadInto(model, ModelFile);
    }

    /// <summary>Copies the averaged weights into a model, which must have the same names and shapes.</summary>
    /// <exception cref="LabException">There are none, their statistics of batch normalisation had yet to be refreshed, or they do not fit the model; the message says which.</exception>
    public void LoadAverage(torch.nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!HasAverage)
        {
            throw NoAverage();
        }

        if (!ReadState()["averageReady"]!.GetValue<bool>())
        {
            throw new LabException($"The averaged weights in {Folder} are from the middle of an epoch and lack statistics of batch normalisation of their own. Take a checkpoint from the end of an epoch, or the raw weights.");
        }

        LoadInto(model, AverageFile);
    }

    private void LoadInto(torch.nn.Module model, string name)
    {
        var path = Path.Combine(Folder, name);
        using var file = WeightFile.Open(path);
        model.LoadWeights(file);
    }

    private LabException NoAverage() => new($"{Folder} holds no averaged weights: the run did not average, or had not begun to. Take the raw weights, or a checkpoint from later on.");
}
