using MaskClassification.Data;
using Recipes;

namespace MaskClassification.Tests.Recipes;

public sealed class VotesTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    // Two pictures; the first number is of class 0, the second of class 1, the rest is of class 17.
    private Votes Written(string name, (double, double) first, (double, double) second)
    {
        string Row(string picture, (double Zero, double One) of) =>
            string.Join(',', new[] { picture, "0" }.Concat(Enumerable.Range(0, MaskLabel.Classes).Select(label => FormattableString.Invariant($"{label switch { 0 => of.Zero, 1 => of.One, 17 => 1 - of.Zero - of.One, _ => 0 }}"))));

        return Votes.Read(_folder.Write($"header\n{Row("a.jpg", first)}\n{Row("b.jpg", second)}\n", name));
    }

    [Test]
    public void Models_vote_with_their_probabilities_not_with_their_answers()
    {
        // Two models are barely for class 1, the third is certain of class 0.
        var mean = Votes.Mean([Written("1.csv", (0.4, 0.6), (0, 1)), Written("2.csv", (0.4, 0.6), (0, 1)), Written("3.csv", (1, 0), (0.1, 0.1))]);
        var file = Path.Combine(_folder.Path, "answers.csv");
        mean.WriteAnswers(file);

        Assert.That(File.ReadAllLines(file), Is.EqualTo(["ImageID,ans", "a.jpg,0", "b.jpg,1"]));
    }

    [Test]
    public void Rows_are_paired_by_picture_and_tables_of_other_pictures_are_refused()
    {
        var zeros = string.Concat(Enumerable.Repeat(",0", MaskLabel.Classes - 2));
        var forward = Votes.Read(_folder.Write($"header\n\"a, left.jpg\",0,1,0{zeros}\nb.jpg,0,0,1{zeros}\n", "forward.csv"));
        var backward = Votes.Read(_folder.Write($"header\nb.jpg,0,0,1{zeros}\n\"a, left.jpg\",0,0.9,0.1{zeros}\n", "backward.csv"));
        var other = Votes.Read(_folder.Write($"header\nb.jpg,0,0,1{zeros}\n", "other.csv"));

        Assert.That(Votes.Mean([forward, backward]).Above(0.95).Count, Is.EqualTo(2), "0.95 and 1");
        Assert.That(() => Votes.Mean([forward, other]), Throws.TypeOf<LabException>().With.Message.Contains("other.csv").And.Message.Contains("'a, left.jpg'"));
        Assert.That(() => Votes.Mean([other, forward]), Throws.TypeOf<LabException>().With.Message.Contains("'a, left.jpg'"));
    }

    [TestCase("a.jpg,0,1", "line 2")]
    [TestCase("a.jpg,0,x,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0", "'x' is no probability")]
    [TestCase("a.jpg,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\na.jpg,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0", "twice")]
    public void A_table_of_another_kind_is_refused_by_file_and_line(string rows, string told) =>
        Assert.That(() => Votes.Read(_folder.Write($"header\n{rows}\n", "wrong.csv")), Throws.TypeOf<LabException>().With.Message.Contains("wrong.csv").And.Message.Contains(told));

    [Test]
    public void A_table_that_is_not_there_and_an_answer_that_is_not_known_are_told()
    {
        var votes = Written("1.csv", (0.4, 0.6), (0.95, 0));
        _folder.Write("ImageID,ans\na.jpg,1\n", "eval", "answers.csv");

        Assert.That(() => Votes.Read(Path.Combine(_folder.Path, "none.csv")), Throws.TypeOf<LabException>().With.Message.Contains("none.csv"));
        Assert.That(() => votes.Judge(_folder.Path), Throws.TypeOf<LabException>().With.Message.Contains("'b.jpg'").And.Message.Contains("answers.csv"));
    }

    [TestCase("five")]
    [TestCase("1")]
    [TestCase("2.5")]
    public void Options_of_a_recipe_that_are_no_number_in_their_range_are_named(string text)
    {
        var options = new Dictionary<string, string> { ["folds"] = text, ["share"] = "0.25" };

        Assert.That(() => options.Number("folds", otherwise: 5, least: 2, most: 10), Throws.TypeOf<LabValidationException>().With.Message.Contains($"--folds {text}").And.Message.Contains("from 2 to 10"));
        Assert.That((options.Number("share", 0.5, 0, 1), options.Number("other", 5, 2, 10)), Is.EqualTo((0.25, 5)));
    }

    [Test]
    public void Only_pictures_of_which_a_model_is_sure_become_labels()
    {
        var votes = Written("1.csv", (0.4, 0.6), (0.95, 0));

        Assert.That((votes.Count, votes.Above(0.9).Count, votes.Above(0.6).Count, votes.Above(0.96).Count), Is.EqualTo((2, 1, 2, 0)));
    }

    [Test]
    public void Known_answers_judge_a_vote_and_unknown_ones_say_nothing()
    {
        var votes = Written("1.csv", (0.4, 0.6), (0.95, 0));
        _folder.Write("ImageID,ans\na.jpg,1\nb.jpg,17\n", "eval", "answers.csv");

        Assert.That(votes.Judge(_folder.Path), Does.Contain("accuracy 0.500"));
        Assert.That(votes.Judge(Path.Combine(_folder.Path, "other")), Is.Empty);
        Assert.That(votes.Judge(null), Is.Empty);
    }
}
