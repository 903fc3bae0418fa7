using System.Globalization;

namespace Lab.Hooks;

/// <summary>The lines around the status and the table.</summary>
internal static class ProgressLines
{
    public static IEnumerable<string> Opening(RunInfo run)
    {
        var length = run.Phase != Phase.Train ? string.Empty : run.Epochs is { } epochs ? $", {epochs}, {run.Steps}" : $", {run.Steps}";
        yield return $"{run.Experiment}: {run.Phase.ToString().ToLowerInvariant()} on {run.Device}, {Numbers.Whole(run.Parameters)} parameters{length}";
        if (run.Phase == Phase.Train && run.Start != default)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"resumed after {new EpochCount(run.Start.Epoch)}, {new StepCount(run.Start.Step)}");
        }
    }

    /// <summary>How a pass that ran alone went. Its numbers are in the result, for whoever asked for them to show.</summary>
    public static string Pass(EpochEnd end) =>
        $"{end.Phase.ToString().ToLowerInvariant()}: {new SampleCount(end.Samples)} in {Numbers.Clock(end.Duration)}, {Numbers.Rate(end.Samples, end.Duration)}/s";

    public static string SkippedSteps(EpochEnd end) => string.Create(CultureInfo.InvariantCulture, $"epoch {end.Epoch}: {new StepCount(end.SkippedSteps)} skipped");

    public static IReadOnlyList<string> Names(EpochReport report) =>
        [.. report.Ends().SelectMany(end => end.Metrics.Select(entry => entry.Key.In(end.Phase)))];

    /// <summary>The columns, the most telling first, for a narrow screen hides the last: the loss that is fitted, then what judges the model.</summary>
    public static IReadOnlyList<string> InOrder(IReadOnlyList<string> names)
    {
        var judging = names.Where(name => name.StartsWith("validation/", StringComparison.Ordinal) || name.StartsWith("average/", StringComparison.Ordinal)).ToList();
        var fitted = names.Except(judging).ToList();
        return [.. fitted.Take(1), .. judging, .. fitted.Skip(1)];
    }

    /// <summary>How a run ended. The error of one that failed goes to whoever started it, who shows it.</summary>
    public static string Closing(RunResult result) =>
        $"{result.Status.ToString().ToLowerInvariant()} in {Numbers.Clock(result.Duration)}{(result.Status == RunStatus.Failed ? string.Empty : $": {result.Reason}")}";
}
