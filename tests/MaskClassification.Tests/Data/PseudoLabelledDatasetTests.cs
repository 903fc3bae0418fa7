using MaskClassification.Data;

namespace MaskClassification.Tests.Data;

public sealed class PseudoLabelledDatasetTests
{
    [Test]
    public void The_pictures_of_the_table_follow_the_labelled_ones_and_belong_to_nobody()
    {
        using var folder = new TemporaryFolder();
        folder.Touch("train", "images", "000001_male_Asian_70", "mask1.jpg");
        folder.Touch("eval", "images", "x.jpg");
        var data = new PseudoLabelledDataset(new MaskDataset(folder.Path), folder.Path, folder.Write("ImageID,ans\nx.jpg,17\n", "labels.csv"));

        Assert.That((data.Count, data.ClassOf(0), data.ClassOf(1), data.GroupOf(1)), Is.EqualTo((2, 2, 17, (string?)null)));
    }

    [Test]
    public void A_picture_that_is_not_there_is_told()
    {
        using var folder = new TemporaryFolder();
        folder.Touch("train", "images", "000001_male_Asian_70", "mask1.jpg");
        var train = new MaskDataset(folder.Path);

        Assert.That(() => new PseudoLabelledDataset(train, folder.Path, folder.Write("ImageID,ans\ny.jpg,17\n", "labels.csv")), Throws.TypeOf<LabValidationException>().With.Message.Contains("y.jpg"));
        Assert.That(() => new PseudoLabelledDataset(train, folder.Path, Path.Combine(folder.Path, "none.csv")), Throws.TypeOf<LabValidationException>().With.Message.Contains("none.csv"));
    }
}
