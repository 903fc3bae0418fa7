using MaskClassification.Data;
using Microsoft.Extensions.Logging.Abstractions;

namespace MaskClassification.Tests.Data;

public sealed class MaskDataTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Without_a_folder_faces_are_drawn_and_can_be_split_by_person()
    {
        var splits = new SplitOptions { ValidationShare = 0.2 }.Apply(Open(new MaskDataOptions { DrawnPeople = 20, DrawnTestPeople = 6 }));

        Assert.That(splits.Train!.Count + splits.Validation!.Count, Is.EqualTo(140));
        Assert.That(splits.Validation.Count, Is.EqualTo(28));
        Assert.That(SplitCheck.Overlap(splits.Train, splits.Validation), Is.Empty);
        Assert.That(splits.Train.Describe(0), Does.StartWith("train/images/"));
        Assert.That(splits.Train.AttributesOf(0), Has.Count.EqualTo(splits.Train.AttributeNames.Count));
        Assert.That(splits.Test!.Count, Is.EqualTo(42));
        Assert.That(splits.Predict, Is.SameAs(splits.Test));
        Assert.That(Directory.GetDirectories(Path.Combine(_folder.Path, "data")), Has.Length.EqualTo(1));
    }

    [Test]
    public void Questions_without_answers_are_for_prediction_only()
    {
        People(4);
        _folder.Write("ImageID,ans\na.jpg,0\n", "eval", "info.csv");
        _folder.Touch("eval", "images", "a.jpg");

        var splits = Open(new MaskDataOptions { Data = _folder.Path });

        Assert.That(splits.Train!.Count, Is.EqualTo(4));
        Assert.That(splits.Test, Is.Null);
        Assert.That(splits.Predict!.Count, Is.EqualTo(1));
    }

    [Test]
    public void A_folder_without_questions_still_trains()
    {
        People(4);

        Assert.That(Open(new MaskDataOptions { Data = _folder.Path }).Predict, Is.Null);
    }

    [Test]
    public void Pseudo_labels_join_what_is_left_to_train_on_once_some_people_are_held_out()
    {
        People(4);
        _folder.Touch("eval", "images", "x.jpg");
        _folder.Write("ImageID,ans\nx.jpg,0\n", "eval", "info.csv");
        var splits = Open(new MaskDataOptions { Data = _folder.Path, PseudoLabels = _folder.Write("ImageID,ans\nx.jpg,3\n", "labels.csv") });

        Assert.That((splits.Train!.Count, splits.Validation!.Count, splits.Train.ClassOf(2)), Is.EqualTo((3, 2, 3)));
        Assert.That(splits.Split, Is.Not.Null);
    }

    private void People(int count)
    {
        for (var id = 0; id < count; id++)
        {
            _folder.Touch("train", "images", $"{id:d6}_male_White_29", "normal.jpg");
        }
    }

    private DataSplits<FaceSample> Open(MaskDataOptions options) =>
        new MaskData(options, new SplitOptions { ValidationShare = 0.5 }, new RunOptions { Output = _folder.Path }, NullLogger<MaskData>.Instance).Open();
}
