using MaskClassification.Data;

namespace MaskClassification.Models;

/// <summary>
/// What a model says of a batch of N pictures: log-probabilities of the joint class and of each part. Every model fills in all four, so every loss and every
/// metric fits every model.
/// </summary>
/// <param name="Joint">Of the 18 joint classes, [N, 18].</param>
/// <param name="Mask">Of the ways of wearing a mask, [N, 3].</param>
/// <param name="Gender">Of the genders, [N, 2].</param>
/// <param name="Age">Of the ages, [N, 3].</param>
public sealed record MaskLogits(Tensor Joint, Tensor Mask, Tensor Gender, Tensor Age)
{
    /// <summary>From one head: a part's probability is the sum over the joint classes that it is in.</summary>
    /// <param name="logits">Of the 18 joint classes, [N, 18].</param>
    public static MaskLogits FromJoint(Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        var joint = LogProbabilities(logits);
        var cube = joint.view(-1, MaskLabel.Masks, MaskLabel.Genders, MaskLabel.Ages);
        return new MaskLogits(
            joint,
            Mask: cube.logsumexp(3).logsumexp(2),
            Gender: cube.logsumexp(3).logsumexp(1),
            Age: cube.logsumexp(2).logsumexp(1));
    }

    /// <summary>From three heads, taken as independent: a joint class's probability is the product of its parts'.</summary>
    /// <param name="mask">[N, 3].</param>
    /// <param name="gender">[N, 2].</param>
    /// <param name="age">[N, 3].</param>
    public static MaskLogits FromParts(Tensor mask, Tensor gender, Tensor age)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(gender);
        ArgumentNullException.ThrowIfNull(age);
        (mask, gender, age) = (LogProbabilities(mask), LogProbabilities(gender), LogProbabilities(age));
        var cube = mask.view(-1, MaskLabel.Masks, 1, 1) + gender.view(-1, 1, MaskLabel.Genders, 1) + age.view(-1, 1, 1, MaskLabel.Ages);
        return new MaskLogits(cube.view(-1, MaskLabel.Classes), mask, gender, age);
    }

    // Under mixed precision logits come with 8 significant bits or 11, too few for logarithms.
    private static Tensor LogProbabilities(Tensor logits) =>
        logits.log_softmax(1, logits.dtype == torch.ScalarType.Float64 ? torch.ScalarType.Float64 : torch.ScalarType.Float32);
}
