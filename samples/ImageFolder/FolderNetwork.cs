using Lab.Vision;

namespace ImageFolder;

/// <summary>Builds the network of the options: a backbone with a classifier for the folder's classes, with the published weights to begin from where some are named.</summary>
public sealed class FolderNetwork(NetworkOptions network, FolderOptions folder)
{
    /// <summary>A network of its own.</summary>
    public Backbone Create() => Backbones.Create(network.Backbone, folder.ClassNames.Count, new BackboneSettings { Dropout = network.Dropout, Pretrained = network.Pretrained });
}
