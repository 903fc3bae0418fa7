using MaskClassification.Data;

namespace MaskClassification.Tests.Data;

public sealed class MaskDatasetTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Pictures_get_the_label_that_folder_and_file_say()
    {
        Picture("000002_female_Asian_60", "mask3.png");
        Picture("000001_male_White_29", "normal.jpg");
        Picture("000001_male_White_29", "incorrect_mask.JPEG");

        var dataset = new MaskDataset(_folder.Path);

        Assert.That(dataset.People, Is.EqualTo(2));
        Assert.That(
            Enumerable.Range(0, dataset.Count).Select(i => (dataset[i].ImageId, dataset.ClassOf(i), dataset.GroupOf(i))),
            Is.EqualTo(new (string, int?, string?)[]
            {
                ("000001_male_White_29/incorrect_mask.JPEG", 6, "000001"),
                ("000001_male_White_29/normal.jpg", 12, "000001"),
                ("000002_female_Asian_60/mask3.png", 5, "000002"),
            }));
        Assert.That(dataset.Describe(2), Does.EndWith("mask3.png"));
        Assert.That(dataset.ClassNames, Has.Count.EqualTo(18));
    }

    [Test]
    public void Names_that_begin_with_a_dot_are_passed_over_everywhere()
    {
        Picture("000001_male_White_29", "normal.jpg");
        Picture("000001_male_White_29", "._normal.jpg");
        Picture("._000003_male_White_29", "normal.jpg");
        _folder.Touch("train", "images", "._000001_male_White_29");
        _folder.Touch("train", "images", ".DS_Store");

        Assert.That(new MaskDataset(_folder.Path).Count, Is.EqualTo(1));
    }

    [Test]
    public void A_missing_folder_is_named_with_the_way_out()
    {
        var missing = Path.Combine(_folder.Path, "nowhere");

        Assert.That(
            () => new MaskDataset(missing),
            Throws.TypeOf<LabValidationException>().With.Message.Contains(missing).And.Message.Contains("--data"));
        Assert.That(
            () => new MaskDataset(_folder.Path),
            Throws.TypeOf<LabValidationException>().With.Message.Contains(Path.Combine("train", "images")));
    }

    [Test]
    public void Without_people_there_is_no_data_set()
    {
        _folder.Make("train", "images", ".hidden");

        Assert.That(() => new MaskDataset(_folder.Path), Throws.TypeOf<LabValidationException>().With.Message.Contains("no person's folder"));
    }

    [Test]
    public void All_problems_are_told_at_once_and_each_names_its_path()
    {
        Picture("000001_male_White_29", "normal.jpg");
        Picture("000001_male_White_29", "normal.png");
        Picture("000001_male_White_29", "mask6.jpg");
        Picture("000001_male_White_29", "mask1.bmp");
        Picture("000001_female_White_29", "mask1.jpg");
        Picture("somebody", "mask1.jpg");
        _folder.Make("train", "images", "000004_male_White_29");
        _folder.Make("train", "images", "000005_male_White_29", "more");
        Picture("000005_male_White_29", "mask1.jpg");
        _folder.Touch("train", "images", "loose.jpg");

        var error = Assert.Throws<LabValidationException>(() => _ = new MaskDataset(_folder.Path))!;

        string[] expected = ["normal.png", "mask6.jpg", "mask1.bmp", "000001_male_White_29: person 000001 has another", "somebody", "000004_male_White_29", "more", "loose.jpg"];
        Assert.That(error.Problems, Has.Count.EqualTo(expected.Length));
        foreach (var part in expected)
        {
            Assert.That(error.Problems, Has.Exactly(1).Contains(part));
        }
    }

    [Test]
    public void A_person_whose_files_are_all_hidden_has_no_pictures()
    {
        Picture("000001_male_White_29", ".normal.jpg");

        Assert.That(() => new MaskDataset(_folder.Path), Throws.TypeOf<LabValidationException>().With.Message.Contains("no pictures"));
    }

    [Test]
    public void Of_very_many_problems_some_are_shown_and_the_rest_counted()
    {
        for (var i = 0; i < 30; i++)
        {
            _folder.Make("train", "images", $"wrong{i}");
        }

        var error = Assert.Throws<LabValidationException>(() => _ = new MaskDataset(_folder.Path))!;
        Assert.That(error.Problems, Has.Count.EqualTo(21));
        Assert.That(error.Problems[^1], Is.EqualTo("and 10 more"));
    }

    [Test]
    public void The_photographs_are_7_of_each_of_720_people()
    {
        var dataset = new MaskDataset(SharedFiles.Require("data/mask18"));

        Assert.That(dataset.Count, Is.EqualTo(5040));
        Assert.That(dataset.People, Is.EqualTo(720));
        var classes = Enumerable.Range(0, dataset.Count).GroupBy(i => dataset.ClassOf(i)!.Value).ToDictionary(group => group.Key, group => group.Count());
        Assert.That(classes[0], Is.EqualTo(5 * 146));
        Assert.That(classes[5], Is.EqualTo(5 * 29));
        Assert.That(classes[10], Is.EqualTo(218));
        Assert.That(classes[14], Is.EqualTo(22));
    }

    private void Picture(string person, string file) => _folder.Touch("train", "images", person, file);
}
