using System.Collections;

namespace Lab.Vision.Tests.Inference;

public sealed class HeadPredictionTests
{
    private static readonly string[] Labels = ["newt", "frog", "toad"];

    [Test]
    public void The_first_of_the_likeliest_labels_is_the_answer()
    {
        var head = new HeadPrediction("class", new LabelProbabilities(Labels, [0.2, 0.4, 0.4]));

        Assert.That((head.Label, head.Probability), Is.EqualTo(("frog", 0.4)));
        Assert.That(head.Top(2), Is.EqualTo(new LabelProbability[] { new("frog", 0.4), new("toad", 0.4) }));
        Assert.That(head.Top(9).Select(one => one.Label), Is.EqualTo(new[] { "frog", "toad", "newt" }));
        Assert.That(head.Top(0), Is.Empty);
        Assert.That(() => head.Top(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_copy_with_other_probabilities_answers_by_those()
    {
        var head = new HeadPrediction("class", new LabelProbabilities(Labels, [0.2, 0.7, 0.1])) with { Probabilities = [new("newt", 1), new("frog", 0)] };

        Assert.That((head.Label, head.Probability), Is.EqualTo(("newt", 1.0)));
    }

    [Test]
    public void The_likeliest_label_is_looked_for_once()
    {
        var probabilities = new Counted([new("newt", 0.2), new("frog", 0.8)]);
        var head = new HeadPrediction("class", probabilities);
        var copy = head with { Name = "other" };

        Assert.That((head.Label, head.Probability, copy.Label, probabilities.Looks), Is.EqualTo(("frog", 0.8, "frog", 1)));
        Assert.That(copy with { Name = "class" }, Is.EqualTo(head));
        Assert.That(() => new HeadPrediction("class", []), Throws.InvalidOperationException);
    }

    [Test]
    public void Labels_and_probabilities_are_a_list()
    {
        var all = new LabelProbabilities(Labels, [0.2, 0.7, 0.1]);

        Assert.That(all, Is.EqualTo(new LabelProbability[] { new("newt", 0.2), new("frog", 0.7), new("toad", 0.1) }));
        Assert.That((all.Count, all[1]), Is.EqualTo((3, new LabelProbability("frog", 0.7))));
        Assert.That(() => all[3], Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private sealed class Counted(IReadOnlyList<LabelProbability> all) : IReadOnlyList<LabelProbability>
    {
        public int Looks { get; private set; }

        public int Count => all.Count;

        public LabelProbability this[int index] => all[index];

        public IEnumerator<LabelProbability> GetEnumerator()
        {
            Looks++;
            return all.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
