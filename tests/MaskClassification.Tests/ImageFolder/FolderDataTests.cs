using ImageFolder;

namespace MaskClassification.Tests.ImageFolder;

public sealed class FolderDataTests
{
    [Test]
    public void Sides_that_are_there_serve_their_phases_and_share_the_classes_of_train()
    {
        using var folder = new TemporaryFolder();
        foreach (var (side, name) in new[] { ("train", "ants"), ("train", "bees"), ("val", "ants"), ("val", "bees") })
        {
            folder.Touch(side, name, "1.jpg");
        }

        folder.Touch("train", "ants", "imageNotFound.gif");
        folder.Touch("predict", "deep", "2.png");
        folder.Touch("predict", ".hidden.png");
        var splits = new FolderData(new FolderOptions { Data = folder.Path }).Open();

        Assert.That((splits.Train!.Count, splits.Validation!.Count, splits.Test), Is.EqualTo((2, 1 + 1, (object?)null)));
        Assert.That(splits.Predict!.ClassNames, Is.EqualTo(["ants", "bees"]));
        Assert.That(splits.Predict[0].Path, Does.EndWith("2.png"));
        Assert.That((splits.Predict.Count, splits.Predict.ClassOf(0)), Is.EqualTo((1, (int?)null)));
    }

    [Test]
    public void A_class_that_train_lacks_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Touch("train", "ants", "1.jpg");
        folder.Touch("val", "bees", "1.jpg");

        Assert.That(() => new FolderData(new FolderOptions { Data = folder.Path }).Open(), Throws.TypeOf<LabValidationException>().With.Message.Contains("bees"));
    }
}
