using Lab.Inference;
using Lab.Vision.Tests.Support;
using TorchSharp;

namespace Lab.Vision.Tests.Inference;

/// <summary>Small bundles with random weights.</summary>
internal static class Bundles
{
    public static readonly ImagePreprocessing Preprocessing = new(24, 20) { CropFraction = 0.8, Normalization = ImageNormalization.Symmetric };

    public static readonly string[] Labels = ["cat", "dog", "newt"];

    /// <summary>Writes a bundle of a plain backbone.</summary>
    public static string Write(TemporaryFolder folder, string name = "model.bundle.safetensors", long seed = 1, ImagePreprocessing? preprocessing = null, string[]? labels = null)
    {
        var path = Path.Combine(folder.Path, name);
        using var model = Model(seed, labels ?? Labels);
        Bundle.Write(path, model, Card(model, preprocessing ?? Preprocessing));
        return path;
    }

    /// <summary>A network with statistics of batch normalisation that say something.</summary>
    public static InferenceModel Model(long seed, IReadOnlyList<string> labels, string backbone = "resnet10_slim")
    {
        torch.random.manual_seed(seed);
        var network = Backbones.Create(backbone, labels.Count);
        Disturb(network);
        network.eval();
        return InferenceModel.Of(network, labels);
    }

    public static void Disturb(torch.nn.Module network)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var (name, tensor) in network.state_dict().Where(pair => pair.Value.dim() == 1 && pair.Value.is_floating_point()))
        {
            var low = name.EndsWith("running_var", StringComparison.Ordinal) || name.EndsWith("weight", StringComparison.Ordinal) ? 0.5 : -0.5;
            tensor.uniform_(low, low + 1);
        }
    }

    public static ModelCard Card(InferenceModel model, ImagePreprocessing preprocessing) => new()
    {
        Architecture = ((IRebuildable)model.Module).Architecture!,
        Preprocessing = preprocessing,
        Heads = model.Heads,
        Metrics = new Dictionary<string, double> { ["validation/accuracy"] = 0.75 },
        Data = new() { ["train"] = new System.Text.Json.Nodes.JsonObject { ["samples"] = 7, ["hash"] = "abc" } },
        Origin = new Dictionary<string, string> { ["run"] = "20260131-142500", ["version.lab"] = "1.2.3" },
    };
}
