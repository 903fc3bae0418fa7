namespace Lab.Vision;

/// <summary>What one of <see cref="Backbone.ForwardFeatureMaps"/>'s tensors is.</summary>
/// <param name="Channels">Its channels.</param>
/// <param name="Reduction">Pixels of the image, in each direction, per position of the map; sizes that it does not divide are rounded as the network's convolutions do.</param>
public sealed record FeatureMapShape(int Channels, int Reduction);
