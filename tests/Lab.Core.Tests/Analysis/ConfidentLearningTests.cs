using CsCheck;
using Lab.Analysis;

namespace Lab.Tests.Analysis;

public sealed class ConfidentLearningTests
{
    // By hand: labels 0, 0, 0, 1, 1; thresholds (0.9 + 0.8 + 0.1) / 3 = 0.6 and (0.7 + 0.9) / 2 = 0.8.
    private static readonly int[] Labels = [0, 0, 0, 1, 1];
    private static readonly double[][] Probabilities = [[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.3, 0.7], [0.1, 0.9]];

    [Test]
    public void Thresholds_joint_and_suspects_are_those_of_the_definition()
    {
        var found = new ConfidentLearning(Labels, Probabilities);

        Assert.That(found.Thresholds, Is.EqualTo(new[] { 0.6, 0.8 }).Within(1e-12));
        Assert.That(found.Joint, Is.EqualTo(new[] { new[] { 2L, 1 }, [0, 1] }), "the fourth sample reaches no threshold and counts nowhere");
        Assert.That(found.Suspects, Has.Count.EqualTo(1));
        Assert.That(found.Suspects[0], Is.EqualTo(new SuspectedLabel(2, 1, 0.1, 0.9, 0.1 - 0.9)));
        Assert.That(found.EstimatedShare, Is.EqualTo(3 * (1.0 / 3) / 5).Within(1e-12));
    }

    [Test]
    public void Flipped_labels_are_found_among_sure_predictions()
    {
        var random = new RandomKey(5).CreateRandom();
        var truth = Enumerable.Range(0, 600).Select(index => index % 3).ToArray();
        var labels = truth.Select((label, index) => index % 20 == 0 ? (label + 1) % 3 : label).ToArray();
        double[][] probabilities = [.. truth.Select(label =>
        {
            var sure = random.NextDouble(0.5, 0.95);
            return Enumerable.Range(0, 3).Select(other => other == label ? sure : (1 - sure) / 2).ToArray();
        })];
        var found = new ConfidentLearning(labels, probabilities);
        var right = found.Suspects.Count(suspect => truth[suspect.Index] != labels[suspect.Index]);

        Assert.That(right, Is.EqualTo(found.Suspects.Count), "nothing right is suspected here");
        Assert.That(right, Is.GreaterThanOrEqualTo(15), "of 30");
        Assert.That(found.EstimatedShare, Is.EqualTo(0.05).Within(0.02));
        Assert.That(found.Suspects.Select(suspect => suspect.Margin), Is.Ordered);
    }

    [Test]
    public void Whatever_the_predictions_counts_add_up_and_no_label_is_its_own_suspect()
    {
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 60], Gen.Long).Sample((classes, count, seed) =>
        {
            var random = RandomKey.FromSeed(seed).CreateRandom();
            var labels = new int[count];
            var probabilities = new double[count][];
            for (var i = 0; i < count; i++)
            {
                labels[i] = random.NextInt32(0, classes);
                probabilities[i] = new double[classes];
                for (var j = 0; j < classes; j++)
                {
                    probabilities[i][j] = random.NextDouble();
                }
            }

            var found = new ConfidentLearning(labels, probabilities);
            return found.Joint.Sum(row => row.Sum()) <= count
                && found.Suspects.Count == found.Joint.Index().Sum(row => row.Item.Where((_, column) => column != row.Index).Sum())
                && found.Suspects.All(suspect => suspect.Suggested != labels[suspect.Index])
                && found.EstimatedShare is >= 0 and <= 1;
        });
    }

    [Test]
    public void Labels_and_predictions_that_do_not_fit_are_refused()
    {
        Assert.That(() => new ConfidentLearning([0], []), Throws.ArgumentException);
        Assert.That(() => new ConfidentLearning([2], [[0.5, 0.5]]), Throws.ArgumentException);
        Assert.That(new ConfidentLearning([], []).Suspects, Is.Empty);
    }
}
