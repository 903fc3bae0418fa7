using MaskClassification.Data;

namespace MaskClassification.Tests.Data;

public sealed class EvalDatasetTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Samples_stand_in_the_tables_order_without_labels()
    {
        Ask("b.jpg,0\na.jpg,0\n");
        _folder.Touch("eval", "images", "a.jpg");
        _folder.Touch("eval", "images", "b.jpg");

        var dataset = new EvalDataset(_folder.Path);

        Assert.That(dataset.IsAnswered, Is.False);
        Assert.That(Enumerable.Range(0, dataset.Count).Select(i => dataset[i].ImageId), Is.EqualTo(new[] { "b.jpg", "a.jpg" }));
        Assert.That(dataset.ClassOf(0), Is.Null);
        Assert.That(dataset.GroupOf(0), Is.Null);
    }

    [Test]
    public void Answers_beside_the_table_give_labels_by_name()
    {
        Ask("b.jpg,0\na.jpg,0\n");
        _folder.Write("ImageID,ans\na.jpg,3\nb.jpg,17\n", "eval", "answers.csv");
        _folder.Touch("eval", "images", "a.jpg");
        _folder.Touch("eval", "images", "b.jpg");

        var dataset = new EvalDataset(_folder.Path);

        Assert.That(dataset.IsAnswered, Is.True);
        Assert.That(dataset.ClassOf(0), Is.EqualTo(17));
        Assert.That(dataset.ClassOf(1), Is.EqualTo(3));
    }

    [Test]
    public void An_answer_that_is_missing_is_a_problem()
    {
        Ask("a.jpg,0\n");
        _folder.Write("ImageID,ans\nc.jpg,3\n", "eval", "answers.csv");
        _folder.Touch("eval", "images", "a.jpg");

        Assert.That(() => new EvalDataset(_folder.Path), Throws.TypeOf<LabValidationException>().With.Message.Contains("no line for 'a.jpg'"));
    }

    [TestCase("", "first line is ''")]
    [TestCase("name,ans\na.jpg,0\n", "first line is 'name,ans'")]
    [TestCase("ImageID,ans\n", "names no picture")]
    [TestCase("ImageID,ans\na.jpg\n", "line 2")]
    [TestCase("ImageID,ans\na.jpg,18\n", "line 2")]
    [TestCase("ImageID,ans\na.jpg,x\n", "line 2")]
    [TestCase("ImageID,ans\n,1\n", "line 2")]
    [TestCase("ImageID,ans\na.jpg,0\na.jpg,0\n", "named twice")]
    [TestCase("ImageID,ans\nmissing.jpg,0\n", "missing.jpg: there is no such picture")]
    [TestCase("ImageID,ans\n../images/a.jpg,0\n", "plain name")]
    public void A_malformed_table_says_what_is_wrong(string table, string expected)
    {
        _folder.Touch("eval", "images", "a.jpg");
        _folder.Write(table, "eval", "info.csv");

        Assert.That(() => new EvalDataset(_folder.Path), Throws.TypeOf<LabValidationException>().With.Message.Contains(expected));
    }

    [Test]
    public void A_table_with_a_byte_order_mark_windows_line_ends_and_blank_lines_is_read()
    {
        _folder.Touch("eval", "images", "a.jpg");
        _folder.Write("\uFEFFImageID,ans\r\na.jpg,0\r\n\r\n", "eval", "info.csv");

        Assert.That(new EvalDataset(_folder.Path).Count, Is.EqualTo(1));
    }

    [Test]
    public void A_missing_table_is_named() =>
        Assert.That(() => new EvalDataset(_folder.Path), Throws.TypeOf<LabValidationException>().With.Message.Contains(Path.Combine("eval", "info.csv")));

    [Test]
    public void The_photographs_to_answer_are_1260()
    {
        var dataset = new EvalDataset(SharedFiles.Require("data/mask18"));

        Assert.That(dataset.Count, Is.EqualTo(1260));
        Assert.That(dataset.IsAnswered, Is.False);
        Assert.That(dataset[0].ImageId, Is.EqualTo("00024d8a1dd9f452249403623272069a5995ea0b.jpg"));
    }

    private void Ask(string rows) => _folder.Write("ImageID,ans\n" + rows, "eval", "info.csv");
}
