using Lab.Vision;
using MaskClassification.Data;

namespace MaskClassification.Models;

/// <summary>One head of 18 joint classes. It can learn that old men wear masks differently; it has few pictures of each class.</summary>
public sealed class JointMaskModel(MaskModelOptions options) : Model<Tensor, MaskLogits>, IFeatureModel<Tensor, MaskLogits>
{
    private readonly Backbone backbone = options.CreateBackbone(MaskLabel.Classes);

    /// <inheritdoc/>
    public override int? ClassCount => MaskLabel.Classes;

    /// <summary>Answers for images [N, 3, height, width].</summary>
    public override MaskLogits forward(Tensor input) => Answer(Embed(input));

    /// <inheritdoc/>
    public Tensor Embed(Tensor input) => backbone.Embed(input);

    /// <inheritdoc/>
    public MaskLogits Answer(Tensor embedding) => MaskLogits.FromJoint(backbone.Answer(embedding));
}
