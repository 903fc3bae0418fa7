using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.Hooks;

/// <summary>The words of the text log.</summary>
internal static partial class TextLogLines
{
    /// <summary>How every line begins.</summary>
    public const string TimeFormat = "yyyy-MM-dd HH:mm:ss ";

    private const string Option = "option ";
    private const string Resumed = "resumed at ";

    public static string NameOf(Phase phase) => phase.ToString().ToLowerInvariant();

    public static string Describe(Position position) =>
        string.Create(CultureInfo.InvariantCulture, $"{new EpochCount(position.Epoch)}, {new BatchCount(position.Batch)}, {new StepCount(position.Step)}");

    public static string Describe(RunInfo run)
    {
        var length = run.Phase != Phase.Train ? string.Empty : run.Epochs is { } epochs ? $", {epochs} = {run.Steps}" : $", {run.Steps}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Experiment}: {NameOf(run.Phase)} on {run.Device}{length}, seed {run.Seed}, {Numbers.Whole(run.Parameters)} parameters, {Numbers.Whole(run.TrainableParameters)} of them trained");
    }

    public static string DescribeOption(KeyValuePair<string, string> option) => $"{Option}{option.Key} = {option.Value}";

    /// <summary>The position of a resumed run and the options that are not those at the head of its log.</summary>
    public static string DescribeResume(RunInfo run, IReadOnlySet<string> started)
    {
        var other = run.Options.Where(option => !started.Contains(DescribeOption(option))).Select(option => $"{option.Key} = {option.Value}").ToList();
        return $"{Resumed}{Describe(run.Start)}{(other.Count > 0 ? $", now with {string.Join(", ", other)}" : string.Empty)}";
    }

    /// <summary>The options at the head of a log, as <see cref="DescribeOption"/> gives them.</summary>
    public static IReadOnlySet<string> ReadOptions(string path) => File.Exists(path)
        ? File.ReadLines(path).Skip(1).Select(TextOf).TakeWhile(line => line.StartsWith(Option, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal)
        : new HashSet<string>();

    public static string Describe(BatchEnd batch, double loss) =>
        string.Create(CultureInfo.InvariantCulture, $"{IdOf(batch).What}: loss {Numbers.Short(loss)}, learning rate {Numbers.Short(batch.LearningRate)}");

    public static string Describe(EpochEnd end)
    {
        var numbers = string.Join(", ", end.Metrics.Select(entry => $"{entry.Key.Name} {Numbers.Short(entry.Value)}"));
        var skipped = end.Skipped > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({end.Skipped} unreadable skipped)") : string.Empty;
        var skippedSteps = end.SkippedSteps > 0 ? string.Create(CultureInfo.InvariantCulture, $", {new StepCount(end.SkippedSteps)} skipped") : string.Empty;
        var rate = double.IsNaN(end.LearningRate) ? string.Empty : $", learning rate {Numbers.Short(end.LearningRate)}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(end.Epoch > 0 ? IdOf(end).What : NameOf(end.Phase))}: {numbers}{(numbers.Length > 0 ? "; " : string.Empty)}{new SampleCount(end.Samples)}{skipped} in {Numbers.Clock(end.Duration)} ({Numbers.Rate(end.Samples, end.Duration)}/s, {Numbers.Percent(end.DataWait, end.Duration)} % waiting for data){rate}{skippedSteps}{(end.IsPartial ? ", cut short" : string.Empty)}");
    }

    public static string Describe(NonFinite found)
    {
        var consequence = found.Policy switch
        {
            NonFinitePolicy.Stop => "the run fails",
            NonFinitePolicy.SkipStep => "the step is skipped",
            _ => "the run goes on",
        };
        return $"{IdOf(found.Epoch, found.Step, phase: string.Empty).What}: not a finite number in {found.Describe()}: {consequence}{(found.Dump is { } dump ? $"; the batch is in {dump}" : string.Empty)}";
    }

    public static string Describe(RunResult result) => $"{EndOf(result)}{Numbers.Clock(result.Duration)}: {result.Reason}";

    /// <summary>Whether a line says that a run was resumed.</summary>
    public static bool IsResume(string line) => TextOf(line).StartsWith(Resumed, StringComparison.Ordinal);

    /// <summary>Whether a line says that a run ended like this, whatever time it took.</summary>
    public static bool IsOf(string line, RunResult result) =>
        TextOf(line).StartsWith(EndOf(result), StringComparison.Ordinal) && line.EndsWith($": {result.Reason}", StringComparison.Ordinal);

    /// <summary>What a line says of a step or a pass of a fit, up to its colon: by this a resumed run knows which lines it would write again.</summary>
    public static LineId IdOf(EpochEnd end) => IdOf(end.Epoch, end.Step, NameOf(end.Phase));

    /// <inheritdoc cref="IdOf(EpochEnd)"/>
    public static LineId IdOf(BatchEnd batch) => IdOf(batch.Epoch, batch.Step, phase: string.Empty);

    /// <inheritdoc cref="LineCut.LineReader"/>
    public static bool TryReadId(string line, out LineId? id)
    {
        id = Head().Match(line) is { Success: true } head
            && int.TryParse(head.Groups["epoch"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            && long.TryParse(head.Groups["step"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            ? IdOf(epoch, step, head.Groups["phase"].Value)
            : null;
        return true;
    }

    private static string TextOf(string line) => line.Length > TimeFormat.Length ? line[TimeFormat.Length..] : string.Empty;

    private static string EndOf(RunResult result) => $"{result.Status.ToString().ToLowerInvariant()} after {Describe(result.Position)} in ";

    private static LineId IdOf(int epoch, long step, string phase) => new(
        string.Create(CultureInfo.InvariantCulture, $"epoch {epoch} step {step}{(phase.Length > 0 ? " " : string.Empty)}{phase}"), step);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d epoch (?<epoch>\d+) step (?<step>\d+)( (?<phase>[a-z]+))?: ")]
    private static partial Regex Head();
}
