using Lab.Vision;
using MaskClassification.Data;

namespace MaskClassification.Models;

/// <summary>One head of 18 joint classes. It can learn that old men wear masks differently; it has few pictures of each class.</summary>
public sealed class JointMaskModel(MaskModelOptions options) : Model<Tensor, MaskLogits>
{
    private readonly Backbone backbone = Backbones.Create(options.Backbone, MaskLabel.Classes, new BackboneSettings { Pretrained = options.Pretrained });

    /// <inheritdoc/>
    public override int? ClassCount => MaskLabel.Classes;

    /// <summary>Answers for images [N, 3, height, width].</summary>
    public override MaskLogits forward(Tensor input) => MaskLogits.FromJoint(backbone.call(input));
}
