namespace Lab.Vision;

/// <summary>In what two networks of one name may differ.</summary>
public sealed record BackboneSettings
{
    /// <summary>What <see cref="Backbones.Create"/> uses if it is given nothing: three channels, the family's image size, nothing dropped.</summary>
    public static BackboneSettings Default { get; } = new();

    /// <summary>Channels of the input images, at least 1. Default: 3.</summary>
    public int InputChannels
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(InputChannels), value, "Images have at least one channel.");
    }

    = 3;

    /// <summary>
    /// Height and width of the images in pixels, or null (the default) for those of <see cref="Backbone.Preprocessing"/>. Only networks with learnt positions
    /// look at it: ViT's position embedding gets this size, so that nothing is interpolated in a forward pass, and Swin decides which stages shift
    /// their windows. Every network takes images of other sizes too.
    /// </summary>
    public (int Height, int Width)? ImageSize
    {
        get;
        init => field = value is not ( < 1, _) and not (_, < 1) ? value : throw new ArgumentOutOfRangeException(nameof(ImageSize), value, "Images have at least one pixel.");
    }

    /// <summary>
    /// The share of the embedding that dropout clears in training, before the classifier, from 0 (the default) to below 1. Srivastava et al. 2014; SqueezeNet's
    /// paper uses 0.5, EfficientNet's 0.2 (B0) to 0.4 (B4).
    /// </summary>
    public double Dropout
    {
        get;
        init => field = Rate(value, nameof(Dropout));
    }

    /// <summary>
    /// The rate at which the last residual block is left out of a sample's pass in training, from 0 (the default) to below 1; earlier blocks have linearly less.
    /// Huang et al. 2016, "Deep networks with stochastic depth", arXiv:1603.09382. ConvNeXt-T and Swin-T were trained with 0.1 and 0.2, EfficientNet with 0.2.
    /// SqueezeNet has no such blocks and ignores it.
    /// </summary>
    public double StochasticDepth
    {
        get;
        init => field = Rate(value, nameof(StochasticDepth));
    }

    /// <summary>
    /// The published weights that <see cref="Backbone.LoadPretrained(Action{Lab.Hub.HubProgress}, CancellationToken)"/> loads: a path, a repository of the hub such as "timm/resnet18.a1_in1k", or <see cref="Published"/> for those that
    /// <see cref="Backbones.PublishedWeights"/> names. Null, the default, for none.
    /// </summary>
    public string? Pretrained { get; init; }

    /// <summary>For <see cref="Pretrained"/>: the weights that go with the network's name.</summary>
    public const string Published = "default";

    private static double Rate(double value, string name) =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, "A rate is at least 0 and below 1.");
}
