using MaskClassification.Data;
using MaskClassification.Models;

namespace MaskClassification.Tests.Models;

public sealed class MaskLogitsTests
{
    [Test]
    public void From_one_head_the_parts_are_sums_over_the_joint_classes()
    {
        using var scope = torch.NewDisposeScope();
        var logits = Numbers("joint", 5, MaskLabel.Classes);

        var output = MaskLogits.FromJoint(logits);

        var joint = Rows(output.Joint.exp());
        var (mask, gender, age) = (Rows(output.Mask.exp()), Rows(output.Gender.exp()), Rows(output.Age.exp()));
        for (var row = 0; row < 5; row++)
        {
            for (var part = 0; part < 3; part++)
            {
                Assert.That(mask[row][part], Is.EqualTo(Sum(joint[row], label => (int)label.Mask == part)).Within(1e-6));
                Assert.That(age[row][part], Is.EqualTo(Sum(joint[row], label => (int)label.Age == part)).Within(1e-6));
            }

            Assert.That(gender[row][1], Is.EqualTo(Sum(joint[row], label => label.Gender == Gender.Female)).Within(1e-6));
            Assert.That(gender[row][0] + gender[row][1], Is.EqualTo(1).Within(1e-6));
        }
    }

    [Test]
    public void From_three_heads_a_joint_class_is_the_product_of_its_parts()
    {
        using var scope = torch.NewDisposeScope();

        var output = MaskLogits.FromParts(Numbers("mask", 4, 3), Numbers("gender", 4, 2), Numbers("age", 4, 3));

        var joint = Rows(output.Joint.exp());
        var (mask, gender, age) = (Rows(output.Mask.exp()), Rows(output.Gender.exp()), Rows(output.Age.exp()));
        for (var row = 0; row < 4; row++)
        {
            Assert.That(joint[row].Sum(), Is.EqualTo(1).Within(1e-6));
            for (var index = 0; index < MaskLabel.Classes; index++)
            {
                var label = MaskLabel.FromIndex(index);
                Assert.That(joint[row][index], Is.EqualTo(mask[row][(int)label.Mask] * gender[row][(int)label.Gender] * age[row][(int)label.Age]).Within(1e-6));
            }
        }
    }

    [Test]
    public void Both_ways_agree_where_the_parts_are_independent()
    {
        using var scope = torch.NewDisposeScope();
        var heads = MaskLogits.FromParts(Numbers("mask", 4, 3), Numbers("gender", 4, 2), Numbers("age", 4, 3));

        var again = MaskLogits.FromJoint(heads.Joint);

        Assert.That(torch.allclose(again.Mask, heads.Mask, atol: 1e-6), Is.True);
        Assert.That(torch.allclose(again.Gender, heads.Gender, atol: 1e-6), Is.True);
        Assert.That(torch.allclose(again.Age, heads.Age, atol: 1e-6), Is.True);
    }

    internal static Tensor Numbers(string key, int rows, int columns) =>
        torch.tensor(FormulaNumbers.U01(key, rows * columns).Select(number => (float)((4 * number) - 2)).ToArray()).view(rows, columns);

    private static float[][] Rows(Tensor tensor) => [.. tensor.data<float>().ToArray().Chunk((int)tensor.size(1))];

    private static float Sum(float[] joint, Func<MaskLabel, bool> where) => joint.Where((_, index) => where(MaskLabel.FromIndex(index))).Sum();
}
