using MaskClassification.Data;
using MaskClassification.Models;
using MaskClassification.Predictions;

namespace MaskClassification.Tests.Predictions;

public sealed class MaskPredictionsTests
{
    [Test]
    public void Every_picture_gets_its_likeliest_class()
    {
        using var scope = torch.NewDisposeScope();
        var logits = torch.zeros(2, MaskLabel.Classes);
        logits[0, 17] = 1;
        logits[1, 4] = 1;
        var writer = new MaskPredictions();

        var rows = writer.Rows([new FaceSample("eval/b.jpg", "b.jpg", null, null), new FaceSample("eval/a.jpg", "a.jpg", null, null)], MaskLogits.FromJoint(logits));

        Assert.That(writer.Columns, Is.EqualTo(new[] { "ImageID", "ans" }));
        Assert.That(rows, Is.EqualTo(new[] { new[] { "b.jpg", "17" }, new[] { "a.jpg", "4" } }));
    }
}
