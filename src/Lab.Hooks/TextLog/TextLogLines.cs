using System.Globalization;

namespace Lab.Hooks;

/// <summary>The words of the text log.</summary>
internal static class TextLogLines
{
    public static string NameOf(Phase phase) => phase.ToString().ToLowerInvariant();

    public static string Describe(Position position) =>
        string.Create(CultureInfo.InvariantCulture, $"{new EpochCount(position.Epoch)}, {new BatchCount(position.Batch)}, {new StepCount(position.Step)}");

    public static IEnumerable<string> Describe(RunInfo run)
    {
        var length = run.Phase != Phase.Train ? string.Empty : run.Epochs is { } epochs ? $", {epochs} = {run.Steps}" : $", {run.Steps}";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Experiment}: {NameOf(run.Phase)} on {run.Device}{length}, seed {run.Seed}, {Numbers.Whole(run.Parameters)} parameters, {Numbers.Whole(run.TrainableParameters)} of them trained");
        foreach (var (name, value) in run.Options)
        {
            yield return $"option {name} = {value}";
        }
    }

    public static string Describe(EpochEnd end)
    {
        var pass = end.Epoch > 0 ? string.Create(CultureInfo.InvariantCulture, $"epoch {end.Epoch} {NameOf(end.Phase)}") : NameOf(end.Phase);
        var numbers = string.Join(", ", end.Metrics.Select(entry => $"{entry.Key.Name} {Numbers.Short(entry.Value)}"));
        var skipped = end.Skipped > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({end.Skipped} unreadable skipped)") : string.Empty;
        var skippedSteps = end.SkippedSteps > 0 ? string.Create(CultureInfo.InvariantCulture, $", {new StepCount(end.SkippedSteps)} skipped") : string.Empty;
        var rate = double.IsNaN(end.LearningRate) ? string.Empty : $", learning rate {Numbers.Short(end.LearningRate)}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{pass}: {numbers}{(numbers.Length > 0 ? "; " : string.Empty)}step {end.Step}, {new SampleCount(end.Samples)}{skipped} in {Numbers.Clock(end.Duration)} ({Numbers.Rate(end.Samples, end.Duration)}/s, {Numbers.Percent(end.DataWait, end.Duration)} % waiting for data){rate}{skippedSteps}");
    }

    public static string Describe(NonFinite found)
    {
        var consequence = found.Policy switch
        {
            NonFinitePolicy.Stop => "the run fails",
            NonFinitePolicy.SkipStep => "the step is skipped",
            _ => "the run goes on",
        };
        return $"not a finite number in {found.Describe()}: {consequence}{(found.Dump is { } dump ? $"; the batch is in {dump}" : string.Empty)}";
    }

    public static string Describe(RunResult result) =>
        $"{result.Status.ToString().ToLowerInvariant()} after {Describe(result.Position)} in {Numbers.Clock(result.Duration)}: {result.Reason}";
}
