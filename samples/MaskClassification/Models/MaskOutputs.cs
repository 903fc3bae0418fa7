using Lab.Onnx;
using MaskClassification.Data;

namespace MaskClassification.Models;

/// <summary><see cref="MaskLogits"/> in ONNX, its members as outputs of the exported model.</summary>
internal static class MaskOutputs
{
    public static IReadOnlyList<OnnxOutput> FromJoint(OnnxValue logits)
    {
        var joint = logits.LogSoftmax();
        var cube = joint.Reshape(OnnxDimension.Batch, MaskLabel.Masks, MaskLabel.Genders, MaskLabel.Ages);
        return Named(joint, mask: cube.LogSumExp(2, 3), gender: cube.LogSumExp(1, 3), age: cube.LogSumExp(1, 2));
    }

    public static IReadOnlyList<OnnxOutput> FromParts(OnnxValue mask, OnnxValue gender, OnnxValue age)
    {
        (mask, gender, age) = (mask.LogSoftmax(), gender.LogSoftmax(), age.LogSoftmax());
        var cube = mask.Reshape(OnnxDimension.Batch, MaskLabel.Masks, 1, 1)
            + gender.Reshape(OnnxDimension.Batch, 1, MaskLabel.Genders, 1)
            + age.Reshape(OnnxDimension.Batch, 1, 1, MaskLabel.Ages);
        return Named(cube.Reshape(OnnxDimension.Batch, MaskLabel.Classes), mask, gender, age);
    }

    private static IReadOnlyList<OnnxOutput> Named(OnnxValue joint, OnnxValue mask, OnnxValue gender, OnnxValue age) =>
        [new("joint", joint), new("mask", mask), new("gender", gender), new("age", age)];
}
