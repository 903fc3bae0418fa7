using System.Globalization;
using Lab.Metrics;
using MaskClassification.Data;

namespace Recipes;

/// <summary>What models say of the pictures of <c>eval</c>: the probability of every class.</summary>
internal sealed class Votes
{
    private readonly List<(string ImageId, double[] Probabilities)> _rows;

    private Votes(IEnumerable<(string ImageId, double[] Probabilities)> rows) => _rows = [.. rows];

    /// <summary>How many pictures there are.</summary>
    public int Count => _rows.Count;

    /// <summary>Reads what <c>predict --probabilities</c> wrote.</summary>
    public static Votes Read(string file) => new(File.ReadLines(file).Skip(1)
        .Select(line => line.Split(','))
        .Select(fields => (fields[0], fields[2..].Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray())));

    /// <summary>The mean of several models' probabilities, which are of the same pictures in the same order.</summary>
    public static Votes Mean(IReadOnlyList<Votes> votes) => new(votes[0]._rows.Select((row, i) =>
        (row.ImageId, row.Probabilities.Select((_, label) => votes.Average(vote => vote._rows[i].Probabilities[label])).ToArray())));

    /// <summary>The pictures whose likeliest class is at least so likely.</summary>
    public Votes Above(double confidence) => new(_rows.Where(row => row.Probabilities.Max() >= confidence));

    /// <summary>Writes the likeliest classes in the competition's layout.</summary>
    public void WriteAnswers(string file) => AnswerTable.Write(file, _rows.Select(row => (row.ImageId, Likeliest(row.Probabilities))));

    /// <summary>Accuracy and macro F1 in words, where the answers are known.</summary>
    /// <param name="data">The folder that holds <c>eval</c>, or null.</param>
    public string Judge(string? data)
    {
        var file = Path.Combine(data ?? string.Empty, "eval", "answers.csv");
        if (data is null || !File.Exists(file))
        {
            return string.Empty;
        }

        var truth = File.ReadLines(file).Skip(1).Select(line => line.Split(',')).ToDictionary(fields => fields[0], fields => int.Parse(fields[1], CultureInfo.InvariantCulture));
        var counts = new ConfusionCounts(MaskLabel.Classes);
        foreach (var (imageId, probabilities) in _rows)
        {
            counts.Add(truth[imageId], Likeliest(probabilities));
        }

        return string.Create(CultureInfo.InvariantCulture, $": accuracy {counts.Accuracy():f3}, macro F1 {counts.F1(Averaging.Macro):f3}");
    }

    private static int Likeliest(double[] probabilities) => Array.IndexOf(probabilities, probabilities.Max());
}
