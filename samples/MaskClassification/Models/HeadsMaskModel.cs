using Lab.Vision;
using MaskClassification.Data;
using static TorchSharp.torch.nn;
using Dropout = TorchSharp.Modules.Dropout;
using Linear = TorchSharp.Modules.Linear;

namespace MaskClassification.Models;

/// <summary>Three heads over one backbone: mask, gender and age are learnt from all pictures, and taken as independent.</summary>
public sealed class HeadsMaskModel : Model<Tensor, MaskLogits>, IFeatureModel<Tensor, MaskLogits>
{
    private readonly Backbone backbone;
    private readonly Dropout dropout;
    private readonly Linear mask;
    private readonly Linear gender;
    private readonly Linear age;

    /// <summary>A model with freshly initialised weights.</summary>
    public HeadsMaskModel(MaskModelOptions options)
    {
        backbone = options.CreateBackbone(classCount: 0);
        dropout = Dropout(options.Dropout);
        mask = Linear(backbone.FeatureCount, MaskLabel.Masks);
        gender = Linear(backbone.FeatureCount, MaskLabel.Genders);
        age = Linear(backbone.FeatureCount, MaskLabel.Ages);
    }

    /// <inheritdoc/>
    public override int? ClassCount => MaskLabel.Classes;

    /// <summary>Answers for images [N, 3, height, width].</summary>
    public override MaskLogits forward(Tensor input) => Answer(Embed(input));

    /// <inheritdoc/>
    public Tensor Embed(Tensor input) => backbone.call(input);

    /// <inheritdoc/>
    public MaskLogits Answer(Tensor embedding)
    {
        var features = dropout.call(embedding);
        return MaskLogits.FromParts(mask.call(features), gender.call(features), age.call(features));
    }
}
