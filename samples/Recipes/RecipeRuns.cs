using MaskClassification;

namespace Recipes;

/// <summary>What the recipes do with a run.</summary>
internal static class RecipeRuns
{
    /// <summary>Trains with some options set, and writes the run's probabilities of the pictures of <c>eval</c>.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static RunResult TrainAndPredict(this LabRunner lab, IReadOnlyDictionary<string, string> options, CancellationToken cancellation, params (string Name, string Value)[] set)
    {
        var all = new Dictionary<string, string>(options) { ["probabilities"] = "true" };
        foreach (var (name, value) in set)
        {
            all[name] = value;
        }

        var run = lab.Train(MaskExperiment.Name, all, cancellation: cancellation);
        var answered = run.Status == RunStatus.Cancelled ? run : lab.Predict(MaskExperiment.Name, run.Folder!, cancellation: cancellation);
        return answered.Status == RunStatus.Cancelled ? throw new OperationCanceledException(cancellation) : run;
    }
}
