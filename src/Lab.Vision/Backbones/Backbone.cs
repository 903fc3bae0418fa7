namespace Lab.Vision;

/// <summary>
/// The contract of every image network: features of an image, a pooled vector, and a linear classifier that can be exchanged. The same
/// contract as timm's models have, so that one experiment can try them all.
/// </summary>
/// <remarks>
/// Input: float32 [N, <see cref="InputChannels"/>, height, width], normalised. Parameters carry timm's names, so published weights fit.
/// A backbone keeps the modules of its classifier in fields of its own; build it outside any dispose scope.
/// </remarks>
public abstract class Backbone : Model<Tensor, Tensor>
{
    private int _classCount;

    /// <summary>A network with the given sizes.</summary>
    /// <param name="name">The name under which it is registered, such as "resnet18".</param>
    /// <param name="featureCount">The length of the pooled vector.</param>
    /// <param name="classCount">The classifier's outputs; 0 for none, so that the network returns the pooled vector.</param>
    /// <param name="inputChannels">Channels of the input images, at least 1.</param>
    protected Backbone(string name, int featureCount, int classCount, int inputChannels)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(featureCount);
        ArgumentOutOfRangeException.ThrowIfNegative(classCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputChannels);
        FeatureCount = featureCount;
        InputChannels = inputChannels;
        _classCount = classCount;
    }

    /// <summary>The length of the pooled vector that the classifier takes.</summary>
    public int FeatureCount { get; }

    /// <summary>Channels of the input images.</summary>
    public int InputChannels { get; }

    /// <summary>The classifier's outputs, or null for a network without a classifier.</summary>
    public sealed override int? ClassCount => _classCount == 0 ? null : _classCount;

    /// <summary>The last feature map, [N, <see cref="FeatureCount"/>, height, width] for convolutional networks, from the images.</summary>
    public abstract Tensor ForwardFeatures(Tensor images);

    /// <summary>The logits [N, classes] from the features.</summary>
    /// <param name="features">What <see cref="ForwardFeatures"/> returned.</param>
    /// <param name="embedding">Stop before the classifier and return the pooled vector [N, <see cref="FeatureCount"/>].</param>
    public abstract Tensor ForwardHead(Tensor features, bool embedding = false);

    /// <summary>
    /// Puts a new classifier in the place of the old one, freshly initialised, on the same device; 0 removes it. Do so before an
    /// optimizer is made, outside any dispose scope: the old classifier's parameters are gone.
    /// </summary>
    /// <param name="classCount">The new classifier's outputs, or 0 for none.</param>
    public void ResetClassifier(int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(classCount);
        ReplaceClassifier(classCount);
        _classCount = classCount;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var features = ForwardFeatures(input);
        return ForwardHead(features);
    }

    /// <summary>Exchanges the classifier's modules.</summary>
    /// <param name="classCount">The new classifier's outputs, or 0 for none.</param>
    protected abstract void ReplaceClassifier(int classCount);
}
