using Lab.Vision;

namespace ImageFolder;

/// <summary>Builds the network of the options: a backbone with a classifier for the folder's classes, from published weights where a file of them is named.</summary>
public sealed class FolderNetwork(NetworkOptions network, FolderOptions folder)
{
    /// <summary>A network of its own.</summary>
    public Backbone Create()
    {
        var backbone = Backbones.Create(network.Backbone, folder.ClassNames.Count, new BackboneSettings { Dropout = network.Dropout });
        if (network.Pretrained is { } file)
        {
            backbone.LoadWeights(file);

            // A classifier from scratch begins as the network's paper says, some of them with weights that are too large to fine-tune from.
            backbone.ResetClassifier(folder.ClassNames.Count);
        }

        return backbone;
    }
}
