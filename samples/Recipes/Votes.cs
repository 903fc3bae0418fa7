using System.Globalization;
using CsvHelper;
using Lab.Metrics;
using MaskClassification.Data;

namespace Recipes;

/// <summary>What models say of the pictures of <c>eval</c>: the probability of every class.</summary>
internal sealed class Votes
{
    private readonly string _source;
    private readonly List<(string ImageId, double[] Probabilities)> _rows;

    private Votes(string source, IEnumerable<(string ImageId, double[] Probabilities)> rows) => (_source, _rows) = (source, [.. rows]);

    /// <summary>How many pictures there are.</summary>
    public int Count => _rows.Count;

    /// <summary>Reads what <c>predict --probabilities</c> wrote.</summary>
    /// <exception cref="LabException">It is no such table, or names a picture twice.</exception>
    public static Votes Read(string file)
    {
        var rows = new Dictionary<string, double[]>(StringComparer.Ordinal);
        try
        {
            using var csv = CsvReader.FromFile(file, new CsvReaderOptions { TrackLineNumbers = true });
            while (csv.Read())
            {
                if (csv.FieldCount != 2 + MaskLabel.Classes)
                {
                    throw new LabException($"{file}, line {csv.LineNumber}: it has {csv.FieldCount} fields, not a picture, an answer and {MaskLabel.Classes} probabilities. Write it anew with predict --probabilities.");
                }

                if (!rows.TryAdd(csv.GetString(0), [.. Enumerable.Range(2, MaskLabel.Classes).Select(column => Probability(csv, column, file))]))
                {
                    throw new LabException($"{file}, line {csv.LineNumber}: the picture '{csv.GetString(0)}' stands there twice.");
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CsvFormatException or CsvValidationException)
        {
            throw new LabException($"{file} cannot be read: {failure.Message} Write it anew with predict --probabilities.", failure);
        }

        return new Votes(file, rows.Select(pair => (pair.Key, pair.Value)));
    }

    /// <summary>The mean of several models' probabilities, picture by picture.</summary>
    /// <exception cref="LabException">They are not of the same pictures.</exception>
    public static Votes Mean(IReadOnlyList<Votes> votes)
    {
        var (first, tables) = (votes[0], votes.Select(vote => vote._rows.ToDictionary(row => row.ImageId, row => row.Probabilities, StringComparer.Ordinal)).ToList());
        foreach (var (other, table) in votes.Zip(tables))
        {
            var differing = table.Keys.Except(tables[0].Keys).Concat(tables[0].Keys.Except(table.Keys)).FirstOrDefault();
            if (differing is not null)
            {
                throw new LabException($"{first._source} and {other._source} are not of the same pictures: one of them lacks '{differing}'. Let all models predict for the same eval folder.");
            }
        }

        return new Votes(first._source, first._rows.Select(row =>
            (row.ImageId, row.Probabilities.Select((_, label) => tables.Average(table => table[row.ImageId][label])).ToArray())));
    }

    /// <summary>The pictures whose likeliest class is at least so likely.</summary>
    public Votes Above(double confidence) => new(_source, _rows.Where(row => row.Probabilities.Max() >= confidence));

    /// <summary>Writes the likeliest classes in the competition's layout.</summary>
    public void WriteAnswers(string file) => AnswerTable.Write(file, _rows.Select(row => (row.ImageId, Likeliest(row.Probabilities))));

    /// <summary>Accuracy and macro F1 in words, where the answers are known.</summary>
    /// <param name="data">The folder that holds <c>eval</c>, or null.</param>
    /// <exception cref="LabException">The answers cannot be read, or there is none for a picture.</exception>
    public string Judge(string? data)
    {
        var file = Path.Combine(data ?? string.Empty, "eval", EvalDataset.AnswersFile);
        if (data is null || !File.Exists(file))
        {
            return string.Empty;
        }

        var problems = new Problems();
        var answers = AnswerTable.Read(file, problems);
        problems.ThrowIfAny();
        var truth = answers!.DistinctBy(row => row.ImageId).ToDictionary(row => row.ImageId, row => row.Answer, StringComparer.Ordinal);
        var counts = new ConfusionCounts(MaskLabel.Classes);
        foreach (var (imageId, probabilities) in _rows)
        {
            counts.Add(truth.TryGetValue(imageId, out var answer) ? answer : throw new LabException($"{file} has no line for '{imageId}', which {_source} names. Add it, or delete the file."), Likeliest(probabilities));
        }

        return string.Create(CultureInfo.InvariantCulture, $": accuracy {counts.Accuracy():f3}, macro F1 {counts.F1(Averaging.Macro):f3}");
    }

    private static double Probability(CsvReader csv, int column, string file) =>
        double.TryParse(csv.GetSpan(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1.001
            ? value
            : throw new LabException($"{file}, line {csv.LineNumber}: '{csv.GetString(column)}' is no probability. Write it anew with predict --probabilities.");

    private static int Likeliest(double[] probabilities) => Array.IndexOf(probabilities, probabilities.Max());
}
