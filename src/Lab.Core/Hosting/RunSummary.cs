using System.Globalization;
using Lab.Analysis;

namespace Lab.Hosting;

/// <summary>What an application prints at the end of a verb.</summary>
internal static class RunSummary
{
    public static void WriteTraining(TextWriter output, RunResult result)
    {
        output.WriteLine();
        output.WriteLine($"Training {result.Status.ToString().ToLowerInvariant()} after {new EpochCount(result.Position.Epoch)} and {new StepCount(result.Position.Step)} in {Text(result.Duration)}: {result.Reason}.");
        if (result.LastReport is { } report)
        {
            WriteTable(output, report);
        }

        if (result.SkippedSteps > 0)
        {
            output.WriteLine($"Skipped: {new StepCount(result.SkippedSteps)}. The log names those whose loss or gradients were not finite.");
        }

        WritePassedOver(output, result.PassedOver);
        if (result.Profile is { } profile)
        {
            output.WriteLine("Where the time went:");
            output.WriteLine();
            output.WriteLine(profile);
        }

        if (result.Folder is null)
        {
            return;
        }

        output.WriteLine($"Run folder: {result.Folder}");
        if (result.Status == RunStatus.Cancelled)
        {
            output.WriteLine($"Go on with: train --resume {result.Folder}");
        }
    }

    public static void WriteEvaluation(TextWriter output, RunResult result)
    {
        output.WriteLine();
        if (result.Status == RunStatus.Cancelled)
        {
            output.WriteLine("Evaluation was cancelled.");
            return;
        }

        output.WriteLine($"Evaluation on the {result.Reason}{(result.Skipped > 0 ? $", {new SampleCount(result.Skipped)} skipped as unreadable" : string.Empty)}:");
        foreach (var (key, value) in result.Metrics)
        {
            output.WriteLine($"  {key.Name,-28} {Number(value)}");
        }

        WritePassedOver(output, result.PassedOver);
    }

    public static void WritePredictions(TextWriter output, RunResult result)
    {
        output.WriteLine();
        output.WriteLine(result.Status == RunStatus.Completed
            ? $"Predictions: {Path.Combine(result.Folder!, "predictions.csv")}"
            : "Prediction was cancelled; no file was written.");
        if (result.Skipped > 0)
        {
            output.WriteLine($"{new SampleCount(result.Skipped)} could not be read and have no line in it.");
        }

        WritePassedOver(output, result.PassedOver);
    }

    public static void WriteExport(TextWriter output, ExportResult result)
    {
        output.WriteLine();
        output.WriteLine($"Model of {result.Checkpoint}: {result.Path}");
        foreach (var line in result.Lines)
        {
            output.WriteLine($"  {line}");
        }

        WritePassedOver(output, result.PassedOver);
    }

    public static void WriteAnalysis(TextWriter output, RunResult result)
    {
        output.WriteLine($"Open {Path.Combine(result.Folder!, "report.html")}");
        output.WriteLine($"  {Path.Combine(result.Folder!, "report.json")}  the same figures");
        if (Path.Combine(result.Folder!, AugmentationSheet.FileName) is var sheet && File.Exists(sheet))
        {
            output.WriteLine($"  {sheet}  what training sees");
        }

        if (Path.Combine(result.Folder!, "suspected-labels.csv") is var suspects && File.Exists(suspects))
        {
            output.WriteLine($"  {suspects}  labels that are suspected to be wrong");
        }
    }

    public static void WriteWhatToOpen(TextWriter output, string folder)
    {
        output.WriteLine();
        output.WriteLine("What to open:");
        foreach (var (file, meaning) in new[]
        {
            ("log.txt", "the run in words"),
            ("profile.json", "where the time went"),
            ("metrics.jsonl", "every number, one line per epoch and phase"),
            ("predictions.csv", "the answers"),
            ("run.json", "options, versions, data and result"),
        })
        {
            if (File.Exists(Path.Combine(folder, file)))
            {
                output.WriteLine($"  {Path.Combine(folder, file)}  {meaning}");
            }
        }

        if (Directory.EnumerateFiles(folder, "events.out.tfevents.*").Any())
        {
            output.WriteLine($"  tensorboard --logdir {Path.GetDirectoryName(folder)}  curves of all runs");
        }
    }

    /// <summary>The newest run of an experiment that was trained.</summary>
    public static string NewestRun(IExperiment experiment, IReadOnlyDictionary<string, string> arguments)
    {
        var parent = Path.Combine(experiment.OutputOf(arguments), experiment.Name);
        return (Directory.Exists(parent) ? Directory.EnumerateDirectories(parent) : [])
            .Where(folder => Directory.Exists(Path.Combine(folder, "checkpoints")))
            .OrderBy(Directory.GetCreationTimeUtc)
            .ThenBy(folder => folder, StringComparer.Ordinal)
            .LastOrDefault() ?? throw new LabValidationException([$"{parent} holds no trained run. Train first, or name a run with --run."]);
    }

    private static void WritePassedOver(TextWriter output, IReadOnlyList<string> faults)
    {
        foreach (var fault in faults)
        {
            output.WriteLine($"A newer checkpoint was passed over: {fault}");
        }
    }

    private static void WriteTable(TextWriter output, EpochReport report)
    {
        Phase[] columns = report.Average is null ? [Phase.Train, Phase.Validation] : [Phase.Train, Phase.Validation, Phase.Average];
        var keys = columns.Skip(1).Append(Phase.Train).SelectMany(phase => report.Of(phase)?.Metrics ?? MetricValues.Empty).Select(pair => pair.Key).DistinctBy(key => key.Name);
        output.WriteLine();
        output.WriteLine($"  {string.Empty,-28} {string.Join(' ', columns.Select(phase => $"{phase.ToString().ToLowerInvariant(),12}"))}");
        foreach (var key in keys)
        {
            output.WriteLine($"  {key.Name,-28} {string.Join(' ', columns.Select(phase => $"{Cell(report.Of(phase)?.Metrics, key),12}"))}");
        }

        output.WriteLine();
    }

    private static string Cell(MetricValues? values, MetricKey key) => values is not null && values.TryGet(key, out var value) ? Number(value) : "-";

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Text(TimeSpan duration) => duration.TotalHours >= 1
        ? $"{(int)duration.TotalHours} h {duration.Minutes} min"
        : duration.TotalMinutes >= 1 ? $"{duration.Minutes} min {duration.Seconds} s" : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s");
}
