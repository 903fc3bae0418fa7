using System.Text.Json.Nodes;
using Lab.Analysis;
using Lab.Checkpoints;
using Lab.Native;
using Lab.Optimization;
using Lab.Options;
using Lab.Runs;
using Lab.Training;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lab.Hosting;

/// <summary>The verbs of an experiment. Each makes its parts anew from the services, so runs of one process share nothing.</summary>
internal sealed class Experiment<TSample, TInput, TOutput, TTarget>(
    ExperimentDefinition<TSample, TInput, TOutput, TTarget> definition, IServiceProvider services, IOptionSource source, TimeProvider time) : IExperiment
{
    public string Name => definition.Name;

    public OptionCatalog Catalog => definition.Catalog;

    public bool HasPredictions => definition.Predictions is not null;

    public string Plan(IReadOnlyDictionary<string, string> arguments)
    {
        using var scope = Begin(arguments, null, out _);
        using var trainer = CreateTrainer(scope.ServiceProvider, null, Phase.Train, out _);
        return trainer.DescribePlan();
    }

    public RunResult Train(IReadOnlyDictionary<string, string> arguments, string? resume = null, CancellationToken cancellation = default)
    {
        var earlier = resume is null ? null : RunFolder.Open(resume);
        using var gate = FinalizerGate.Close();
        using var scope = Begin(arguments, earlier, out var options);
        var provider = scope.ServiceProvider;
        var splits = OpenData(provider, Phase.Train, Phase.Validation);
        using var train = CreateLoader(provider, splits.Train!, Phase.Train);
        using var validation = splits.Validation is null ? null : CreateLoader(provider, splits.Validation, Phase.Validation);
        var folder = earlier ?? CreateFolder(provider, "train", options.Texts, splits);
        var begun = earlier is not null;
        try
        {
            using var trainer = CreateTrainer(provider, folder, Phase.Train, out _);
            var checkpoint = earlier is null ? null : NewestOf(earlier, provider);
            begun = true;
            folder.Set("result", new JsonObject { ["status"] = "running" });
            var result = trainer.Fit(train, validation, checkpoint, cancellation);
            folder.Set("result", RunRecord.Result(result));
            return result;
        }
        catch (LabValidationException) when (earlier is null)
        {
            // Nothing has begun: no folder is left that looks like a run.
            folder.Discard();
            throw;
        }
        catch (Exception error) when (begun)
        {
            folder.Set("result", new JsonObject { ["status"] = "failed", ["reason"] = error.Message });
            throw;
        }
    }

    public RunResult Evaluate(IReadOnlyDictionary<string, string> arguments, string run, string? checkpoint = null, CancellationToken cancellation = default)
    {
        var folder = RunFolder.Open(run);
        using var gate = FinalizerGate.Close();
        using var scope = Begin(arguments, folder, out _);
        var provider = scope.ServiceProvider;
        var splits = OpenData(provider);
        var phase = splits.Test is not null ? Phase.Test : Phase.Validation;
        var data = splits.For(phase) ?? throw new LabValidationException([$"Experiment '{Name}' has neither test nor validation data to evaluate on."]);
        using var loader = CreateLoader(provider, data, phase);
        using var trainer = CreateTrainer(provider, folder, phase, out var model);
        Choose(folder, checkpoint).LoadModel(model);
        var result = trainer.Evaluate(loader, cancellation);
        folder.Set("evaluation", RunRecord.Result(result));
        return result with { Reason = phase == Phase.Test ? "test data" : "validation data" };
    }

    public RunResult Predict(IReadOnlyDictionary<string, string> arguments, string run, string? checkpoint = null, CancellationToken cancellation = default)
    {
        if (definition.Predictions is null)
        {
            throw new LabValidationException([$"Experiment '{Name}' says nothing about predictions: add .Predictions<TWriter>() to it."]);
        }

        var folder = RunFolder.Open(run);
        using var gate = FinalizerGate.Close();
        using var scope = Begin(arguments, folder, out _);
        var provider = scope.ServiceProvider;
        var splits = OpenData(provider, Phase.Predict);
        using var loader = CreateLoader(provider, splits.Predict!, Phase.Predict);
        using var trainer = CreateTrainer(provider, folder, Phase.Predict, out var model);
        Choose(folder, checkpoint).LoadModel(model);
        var writer = definition.Predictions(provider);
        using var file = new CsvWriter(Path.Combine(folder.Path, "predictions.csv"));
        file.Write(writer.Columns);
        var result = trainer.Predict(
            loader,
            (batch, output) =>
            {
                foreach (var row in writer.Rows([.. batch.Indices.Select(index => splits.Predict![index])], output))
                {
                    file.Write(row);
                }
            },
            cancellation);
        if (result.Status == RunStatus.Completed)
        {
            file.Complete();
        }

        return result;
    }

    public RunResult Analyze(IReadOnlyDictionary<string, string> arguments, CancellationToken cancellation = default)
    {
        using var scope = Begin(arguments, null, out var options);
        var splits = OpenData(scope.ServiceProvider);
        var folder = CreateFolder(scope.ServiceProvider, "analyze", options.Texts, splits);
        var started = time.GetTimestamp();
        DatasetReport.Write(Path.Combine(folder.Path, "report.html"), Name, splits, cancellation);
        var result = new RunResult { Status = RunStatus.Completed, Reason = "the report is written", Position = default, Duration = time.GetElapsedTime(started), Folder = folder.Path };
        folder.Set("result", RunRecord.Result(result));
        return result;
    }

    private AsyncServiceScope Begin(IReadOnlyDictionary<string, string> arguments, RunFolder? earlier, out BoundOptions options)
    {
        var missing = definition.Missing().ToList();
        if (missing.Count > 0)
        {
            throw new LabValidationException(missing);
        }

        // A run that goes on, or is judged, keeps its options unless the command line says otherwise.
        var recorded = earlier?.Options;
        options = new BoundOptions(
            definition.Catalog,
            name => arguments.TryGetValue(name, out var argument) ? argument : recorded is not null && recorded.TryGetValue(name, out var kept) ? kept : source.Find(name),
            source.Problems(definition.Catalog));
        var problems = Schedules.Check((ScheduleOptions)options.Get(typeof(ScheduleOptions))).ToList();
        var optimizer = ((OptimizerOptions)options.Get(typeof(OptimizerOptions))).Name;
        if (!definition.Optimizers.Names.Contains(optimizer))
        {
            problems.Add($"--optimizer {optimizer}: there is no such optimizer. Choose {string.Join(", ", definition.Optimizers.Names)}.");
        }

        if (problems.Count > 0)
        {
            throw new LabValidationException(problems);
        }

        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RunScope>().Options = options;
        return scope;
    }

    private DataSplits<TSample> OpenData(IServiceProvider provider, params Phase[] needed)
    {
        var splits = definition.Data!(provider).Open();
        var problems = needed.Where(phase => phase != Phase.Validation && splits.For(phase) is null)
            .Select(phase => $"Experiment '{Name}' has no {phase.ToString().ToLowerInvariant()} data, which this verb needs.").ToList();
        var shared = splits is { Train: { } train, Validation: { } validation } ? SplitCheck.Overlap(train, validation) : [];
        if (shared.Count > 0)
        {
            problems.Add($"{shared.Count} groups lie in both training and validation data, such as '{shared[0]}': the validation would flatter. Split by group, for instance with Split.ByGroup.");
        }

        return problems.Count == 0 ? splits : throw new LabValidationException(problems);
    }

    private DatasetLoader<TSample, TInput, TTarget> CreateLoader(IServiceProvider provider, Dataset<TSample> data, Phase phase) => new(
        data, definition.Collator!(provider), phase, provider.GetRequiredService<LoaderOptions>(), provider.GetRequiredService<TrainerOptions>().Seed);

    private Trainer<TInput, TOutput, TTarget> CreateTrainer(IServiceProvider provider, RunFolder? folder, Phase phase, out Model<TInput, TOutput> model)
    {
        TorchRuntime.EnsureLoaded();
        var options = provider.GetRequiredService<RunScope>().Options;
        var trainerOptions = provider.GetRequiredService<TrainerOptions>();
        TorchRandom.Rekey(RandomKey.FromSeed(trainerOptions.Seed).Derive("weights"));
        model = definition.Models.Create(options.Texts["model"], provider);
        var optimizer = provider.GetRequiredService<OptimizerOptions>();
        return new Trainer<TInput, TOutput, TTarget>(
            new TrainerParts<TInput, TOutput, TTarget>
            {
                Model = model,
                Loss = definition.Losses.Create(options.Texts["loss"], provider),
                Optimizer = (module, loss) => definition.Optimizers.Create(optimizer, module, loss),
                LearningRate = optimizer.LearningRate,
                Schedule = Schedules.Create(provider.GetRequiredService<ScheduleOptions>()),
                Metrics = () => [.. definition.Metrics.Select(create => create(provider))],
                Hooks = phase == Phase.Train ? [.. definition.Hooks.Select(create => create(provider))] : [],
                Checkpoints = folder?.Checkpoints,
                Experiment = Name,
                Folder = folder?.Path,
                Options = options.Texts,
            },
            trainerOptions,
            provider.GetService<ILogger<Trainer<TInput, TOutput, TTarget>>>());
    }

    private RunFolder CreateFolder(IServiceProvider provider, string verb, IReadOnlyDictionary<string, string> options, DataSplits<TSample> splits)
    {
        var now = time.GetLocalNow();
        var record = RunRecord.Create(Name, verb, options, now);
        record["device"] = Devices.Resolve(provider.GetRequiredService<TrainerOptions>().Device, out var problem)?.ToString() ?? throw new LabValidationException([problem!]);
        record["data"] = new JsonObject(Enum.GetValues<Phase>().Where(phase => splits.For(phase) is not null)
            .Select(phase => KeyValuePair.Create(phase.ToString().ToLowerInvariant(), (JsonNode?)RunRecord.Data(splits.For(phase)!))));
        return RunFolder.Create(provider.GetRequiredService<RunOptions>().Output, Name, now, record);
    }

    private static Checkpoint NewestOf(RunFolder folder, IServiceProvider provider)
    {
        var checkpoint = folder.Checkpoints.FindNewest(out var passedOver);
        var logger = provider.GetService<ILogger<CheckpointStore>>();
        foreach (var fault in passedOver)
        {
            logger?.LogWarning("Passed over a checkpoint: {Fault}", fault);
        }

        return checkpoint ?? throw new LabException($"{folder.Path} holds no valid checkpoint to resume from{string.Concat(passedOver.Select(fault => $"; {fault}"))}. Start a new run without --resume.");
    }

    private static Checkpoint Choose(RunFolder folder, string? name)
    {
        if (name is not null)
        {
            return folder.Checkpoints.Open(name);
        }

        return folder.Checkpoints.HasMark("best")
            ? folder.Checkpoints.Open("best")
            : folder.Checkpoints.FindNewest(out _) ?? throw new LabException($"{folder.Path} holds no valid checkpoint. Train first.");
    }
}
