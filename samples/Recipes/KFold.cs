using System.Globalization;
using MaskClassification;
using MaskClassification.Metrics;

namespace Recipes;

/// <summary>A model per fold, each judged on the people that it has not seen; then all of them vote on the pictures of <c>eval</c> with their probabilities.</summary>
internal static class KFold
{
    /// <summary>Runs <c>k-fold --folds K</c>.</summary>
    public static string Run(LabRunner lab, IReadOnlyDictionary<string, string> options, CancellationToken cancellation)
    {
        var folds = options.Number("folds", otherwise: 5, least: 2, most: 1000);
        var (scores, votes) = (new List<double>(), new List<Votes>());
        for (var fold = 1; fold <= folds; fold++)
        {
            var run = lab.TrainAndPredict(options, cancellation, ("folds", $"{folds}"), ("fold", $"{fold}"));
            scores.Add(run.LastReport!.Get(Phase.Validation, MaskMetrics.Score));
            votes.Add(Votes.Read(Path.Combine(run.Folder!, "predictions.csv")));
        }

        var ensemble = Votes.Mean(votes);
        var file = Path.Combine(options.GetValueOrDefault("output", "runs"), $"{MaskExperiment.Name}-ensemble.csv");
        ensemble.WriteAnswers(file);
        var (mean, spread) = (scores.Average(), Math.Sqrt(scores.Average(score => Math.Pow(score - scores.Average(), 2))));
        return string.Create(CultureInfo.InvariantCulture, $"Macro F1 on the folds: {mean:f3}, deviation {spread:f3} ({string.Join(", ", scores.Select(score => score.ToString("f3", CultureInfo.InvariantCulture)))}).")
            + $"\nThe vote of {folds} models: {file}{ensemble.Judge(options.GetValueOrDefault("data"))}";
    }
}
