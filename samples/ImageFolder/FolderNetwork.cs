using Lab.Checkpoints;
using Lab.Vision;

namespace ImageFolder;

/// <summary>Builds the network of the options: a backbone with a classifier for the folder's classes, from published weights where a file of them is named.</summary>
public sealed class FolderNetwork(NetworkOptions network, FolderOptions folder)
{
    /// <summary>A network of its own.</summary>
    public Backbone Create()
    {
        var backbone = Backbones.Create(network.Backbone, network.Pretrained is null ? folder.ClassNames.Count : 0, new BackboneSettings { Dropout = network.Dropout });
        if (network.Pretrained is { } file)
        {
            Load(backbone, file);
            backbone.ResetClassifier(folder.ClassNames.Count);
        }

        return backbone;
    }

    private static void Load(Backbone backbone, string path)
    {
        using var file = SafetensorsFile.Open(path);
        var published = backbone.RenameWeights([.. file.Entries.Keys]).ToDictionary(pair => pair.Value, pair => pair.Key);
        foreach (var (name, tensor) in backbone.state_dict())
        {
            file.CopyTo(published.GetValueOrDefault(name) ?? throw new LabException($"{path} has no weight for '{name}' of {backbone.GetName()}."), tensor);
        }
    }
}
