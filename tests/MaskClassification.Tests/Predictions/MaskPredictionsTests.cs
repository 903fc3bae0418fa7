using MaskClassification.Data;
using MaskClassification.Models;
using MaskClassification.Predictions;

namespace MaskClassification.Tests.Predictions;

public sealed class MaskPredictionsTests
{
    [TestCase(false)]
    [TestCase(true)]
    public void Every_picture_gets_its_likeliest_class_and_all_probabilities_if_wanted(bool probabilities)
    {
        using var scope = torch.NewDisposeScope();
        var logits = torch.zeros(2, MaskLabel.Classes);
        logits[0, 17] = 1;
        logits[1, 4] = 1;
        var writer = new MaskPredictions(new MaskPredictionsOptions { Probabilities = probabilities });

        var rows = writer.Rows([new FaceSample("eval/b.jpg", "b.jpg", null, null), new FaceSample("eval/a.jpg", "a.jpg", null, null)], MaskLogits.FromJoint(logits));

        Assert.That(writer.Columns, Is.EqualTo(new[] { "ImageID", "ans" }.Concat(probabilities ? MaskLabel.ClassNames : [])));
        Assert.That(rows.Select(row => row.Take(2)), Is.EqualTo(new[] { new[] { "b.jpg", "17" }, new[] { "a.jpg", "4" } }));
        Assert.That(rows.Select(row => row.Skip(2).Sum(double.Parse)), Is.All.EqualTo(probabilities ? 1 : 0).Within(1e-4));
    }
}
