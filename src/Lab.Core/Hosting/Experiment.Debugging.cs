using System.Globalization;
using System.Text.Json.Nodes;
using Lab.Loading;
using Lab.Native;
using Lab.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hosting;

/// <content>Runs that find faults and settings, and keep no run.</content>
internal sealed partial class Experiment<TSample, TInput, TOutput, TTarget>
{
    private const string FastDevRunFolder = "fast-dev-run";

    public (LearningRateCurve Curve, string? Folder) FindLearningRate(
        IReadOnlyDictionary<string, string> arguments, LearningRateSearchOptions search, bool save = false, CancellationToken cancellation = default)
    {
        using var gate = FinalizerGate.Close();
        using var scope = Begin(arguments, null, out var options);
        using var random = TorchRandom.Preserve();
        var provider = scope.ServiceProvider;
        if (save)
        {
            CheckWritable(provider, null);
        }

        var splits = OpenTrainingData(provider);
        using var train = CreateTrainLoader(provider, splits.Train!);
        using var parts = CreateTrainer(provider, null, Phase.Train);
        Begin(parts.Model, provider, folder: null, cancellation);
        var curve = parts.Trainer.FindLearningRate(train, search, cancellation);
        if (!save)
        {
            return (curve, null);
        }

        var folder = CreateFolder(provider, "find-lr", options.Texts, splits);
        using var file = new CsvWriter(Path.Combine(folder.Path, "learning-rates.csv"));
        file.Write(["learning_rate", "loss", "smoothed_loss"]);
        foreach (var point in curve.Points)
        {
            file.Write(new[] { point.Rate, point.Loss, point.Smoothed }.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
        }

        file.Complete();
        folder.Set("result", new JsonObject { ["status"] = "completed", ["suggestion"] = curve.Suggestion, ["tenthOfMinimum"] = curve.TenthOfMinimum, ["diverged"] = curve.Diverged });
        return (curve, folder.Path);
    }

    public BatchSizeTrials FindBatchSize(IReadOnlyDictionary<string, string> arguments, BatchSizeSearchOptions search, CancellationToken cancellation = default)
    {
        using var gate = FinalizerGate.Close();
        using var scope = Begin(arguments, null, out _);
        using var random = TorchRandom.Preserve();
        var provider = scope.ServiceProvider;
        var splits = OpenTrainingData(provider);
        var loader = provider.GetRequiredService<LoaderOptions>();
        using var parts = CreateTrainer(provider, null, Phase.Train);
        Begin(parts.Model, provider, folder: null, cancellation);
        return parts.Trainer.FindBatchSize(size => CreateTrainLoader(provider, splits.Train!, loader with { BatchSize = size }), search, cancellation);
    }

    // One short epoch, then the other phases with the weights that it left. The folder of the log holds nothing else.
    private RunResult FastDevRun(IReadOnlyDictionary<string, string> arguments, BatchCount few, string? resume, CancellationToken cancellation)
    {
        if (resume is not null)
        {
            throw new LabValidationException(["--fast-dev-run keeps nothing and goes on from nothing: leave --resume out."]);
        }

        using var scope = Begin(Short(arguments), null, out _);
        var provider = scope.ServiceProvider;
        var splits = OpenTrainingData(provider);
        var logFolder = Path.Combine(Path.GetFullPath(provider.GetRequiredService<RunOptions>().Output), Name, FastDevRunFolder);
        var log = Path.Combine(logFolder, "log.txt");
        var begin = new BeginHook(() => DeleteIfThere(log));
        using var train = CreateTrainLoader(provider, splits.Train!);
        using var validation = splits.Validation is null ? null : CreateLoader(provider, splits.Validation, Phase.Validation);
        using var fewTrain = new LimitedLoader<TInput, TTarget>(train, few.Value);
        using var fewValidation = validation is null ? null : new LimitedLoader<TInput, TTarget>(validation, few.Value);
        using var parts = CreateParts((model, loss) => CreateTrainer(provider, model, loss, null, logFolder, Phase.Train, [begin]), provider);
        Begin(parts.Model, provider, folder: null, cancellation);
        var result = parts.Trainer.Fit(fewTrain, fewValidation, resume: null, cancellation);
        var phases = new List<Phase> { Phase.Train };
        if (validation is not null)
        {
            phases.Add(Phase.Validation);
        }

        foreach (var phase in new[] { Phase.Test, Phase.Predict }.Where(phase => splits.For(phase) is not null && (phase == Phase.Test || definition.Predictions is not null)))
        {
            if (result.Status == RunStatus.Cancelled)
            {
                return result;
            }

            phases.Add(phase);
            using var trainer = CreateTrainer(provider, parts.Model, parts.Loss, null, logFolder, phase, []);
            var pass = RunFew(provider, trainer, splits.For(phase)!, phase, few, cancellation);
            result = result with { Status = pass.Status == RunStatus.Completed ? result.Status : pass.Status };
        }

        var where = File.Exists(log) ? $"; the log is {log}" : string.Empty;
        return result.Status == RunStatus.Cancelled ? result : result with { Reason = $"{string.Join(", ", phases).ToLowerInvariant()} ran with {few}{where}" };
    }

    private RunResult RunFew(IServiceProvider provider, Trainer<TInput, TOutput, TTarget> trainer, Dataset<TSample> data, Phase phase, BatchCount few, CancellationToken cancellation)
    {
        using var all = CreateLoader(provider, data, phase);
        using var loader = new LimitedLoader<TInput, TTarget>(all, few.Value);
        if (phase == Phase.Test)
        {
            return trainer.Evaluate(loader, cancellation);
        }

        var writer = definition.Predictions!(provider);
        return trainer.Predict(
            loader,
            (batch, output) =>
            {
                foreach (var row in writer.Rows([.. batch.Indices.Select(index => data[index])], output))
                {
                    Check(row, writer.Columns);
                }
            },
            cancellation);
    }

    private static void Check(IReadOnlyList<string> row, IReadOnlyList<string> columns)
    {
        if (row.Count != columns.Count)
        {
            throw new LabException($"A line of predictions.csv has {row.Count} values for {columns.Count} columns ({string.Join(", ", columns)}): mend Rows of the prediction writer.");
        }
    }

    // What would make a fast development run long, or leave its validation out. Empty takes a limit away.
    private static Dictionary<string, string> Short(IReadOnlyDictionary<string, string> arguments) => new(arguments)
    {
        ["epochs"] = "1",
        ["minimum-epochs"] = "0",
        ["maximum-steps"] = string.Empty,
        ["maximum-time"] = string.Empty,
        ["validate-every"] = "1 epoch",
        ["sanity-batches"] = "0",
        ["dump-non-finite"] = "false",
    };

    private static void DeleteIfThere(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    /// <summary>The data of a training run: where it is to overfit, the same few samples for training and validation.</summary>
    private DataSplits<TSample> OpenTrainingData(IServiceProvider provider)
    {
        var splits = OpenData(provider, Phase.Train, Phase.Validation);
        if (!Overfits(provider))
        {
            return splits;
        }

        var all = splits.Train!;
        var wanted = (long)provider.GetRequiredService<DebugOptions>().OverfitBatches.Value * provider.GetRequiredService<LoaderOptions>().BatchSize;
        var order = Sampler.Shuffled(all.Count).OrderOf(RandomKey.FromSeed(provider.GetRequiredService<TrainerOptions>().Seed).Derive("overfit"));
        var few = new Subset<TSample>(all, order.Take((int)Math.Min(wanted, all.Count)));
        return splits with { Train = few, Validation = few };
    }

    private static bool Overfits(IServiceProvider provider) => provider.GetRequiredService<DebugOptions>().OverfitBatches.Value > 0;
}
