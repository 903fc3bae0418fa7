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
