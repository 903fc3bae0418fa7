using System.Text.Json;
using System.Text.Json.Nodes;
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
internal sealed partial class Experiment<TSample, TInput, TOutput, TTarget>(
    ExperimentDefinition<TSample, TInput, TOutput, TTarget> definition, IServiceProvider services, IOptionSource source, TimeProvider time) : IExperiment
{
    public string Name => definition.Name;

    public OptionCatalog Catalog => definition.Catalog;

    public string Plan(IReadOnlyDictionary<string, string> arguments)
    {
        using var scope = Begin(arguments, null, out _);
        using var parts = CreateTrainer(scope.ServiceProvider, null, Phase.Train);
        var (sampling, split) = (scope.ServiceProvider.GetRequiredService<SamplingOptions>(), scope.ServiceProvider.GetRequiredService<SplitOptions>());
        return $"data{Environment.NewLine}  {"order of an epoch",-34} {Samplers.Describe(sampling)}{Environment.NewLine}  {"split of the training data",-34} {split.Describe()}{Environment.NewLine}{Environment.NewLine}{parts.Trainer.DescribePlan()}";
    }

    public string OutputOf(IReadOnlyDictionary<string, string> arguments)
    {
        using var scope = Begin(arguments, null, out _);
        return scope.ServiceProvider.GetRequiredService<RunOptions>().Output;
    }

    public bool HasPredictData(IReadOnlyDictionary<string, string> arguments)
    {
        using var scope = Begin(arguments, null, out _);
        return definition.Predictions is not null && definition.Data!(scope.ServiceProvider).Open().Predict is not null;
    }

    public RunResult Train(IReadOnlyDictionary<string, string> arguments, string? resume = null, CancellationToken cancellation = default)
    {
        var earlier = resume is null ? null : RunFolder.Open(resume);
        using var gate = FinalizerGate.Close();
        using var scope = Begin(arguments, earlier, out var options);
        var provider = scope.ServiceProvider;
        CheckWritable(provider, earlier);
        if (provider.GetRequiredService<DebugOptions>().FastDevRun is { Value: > 0 } few)
        {
            return FastDevRun(arguments, few, resume, cancellation);
        }

        var splits = OpenTrainingData(provider);
        if (earlier is not null)
        {
            CheckSameData(earlier, splits);
            CheckSameEpochs(earlier, options);
        }

        else if (!Overfits(provider))
        {
            CheckData(provider, splits, cancellation);
        }

        using var train = CreateTrainLoader(provider, splits.Train!);
        using var validation = splits.Validation is null ? null : CreateLoader(provider, splits.Validation, Phase.Validation);
        var folder = earlier ?? CreateFolder(provider, "train", options.Texts, splits);
        return Recorded(folder, isNew: earlier is null, "result", started =>
        {
            // Only a run that trains on may change what the folder says of it: a checkpoint that does not fit is refused before, and a run that is over used no new option.
            var begin = new BeginHook(started, train: () => folder.Set("options", RunRecord.Options(options.Texts)));
            IReadOnlyList<string> passedOver = [];
            var checkpoint = earlier is null ? null : NewestOf(earlier, provider, "Start a new run without --resume.", out passedOver);
            var result = provider.GetRequiredService<ProbeOptions>().Probe
                ? FitHead(provider, folder, begin, splits.Train!, validation, checkpoint, cancellation)
                : Fit(provider, folder, begin, train, validation, checkpoint, cancellation);
            result = result with { PassedOver = passedOver };
            WriteProfile(result, folder);
            return result;
        });
    }

    public RunResult Evaluate(IReadOnlyDictionary<string, string> arguments, string run, string? checkpoint = null, ModelWeights weights = ModelWeights.Raw, CancellationToken cancellation = default)
    {
        var folder = RunFolder.Open(run);
        using var gate = FinalizerGate.Close();
        using var scope = Begin(arguments, folder, out _);
        var provider = scope.ServiceProvider;
        CheckWritable(provider, folder);
        var splits = OpenData(provider);
        var phase = splits.Test is not null ? Phase.Test : Phase.Validation;
        var data = splits.For(phase) ?? throw new LabValidationException([$"Experiment '{Name}' has neither test nor validation data to evaluate on."]);
        if (phase == Phase.Validation)
        {
            CheckSameSplit(folder, splits);
        }

        using var loader = CreateLoader(provider, data, phase);
        using var parts = CreateTrainer(provider, folder, phase);
        var chosen = Choose(folder, checkpoint, provider, out var passedOver);
        Load(chosen, weights, parts.Model);
        chosen.LoadLoss(parts.Loss);
        var result = parts.Trainer.Evaluate(loader, cancellation) with { PassedOver = passedOver };
        if (result.Status == RunStatus.Completed)
        {
            folder.Set("evaluation", RunRecord.Evaluation(result, phase, chosen, weights));
        }

        return result with { Reason = $"{(phase == Phase.Test ? "test" : "validation")} data, {(weights == ModelWeights.Average ? "averaged weights of " : string.Empty)}{chosen.Name} of {folder.Path}" };
    }

    public RunResult Predict(IReadOnlyDictionary<string, string> arguments, string run, string? checkpoint = null, ModelWeights weights = ModelWeights.Raw, CancellationToken cancellation = default)
    {
        if (definition.Predictions is null)
        {
            throw new LabValidationException([$"Experiment '{Name}' says nothing about predictions: add .Predictions<TWriter>() to it."]);
        }

        var folder = RunFolder.Open(run);
        using var gate = FinalizerGate.Close();
        using var scope = Begin(arguments, folder, out _);
        var provider = scope.ServiceProvider;
        CheckWritable(provider, folder);
        var splits = OpenData(provider, Phase.Predict);
        using var loader = CreateLoader(provider, splits.Predict!, Phase.Predict);
        using var parts = CreateTrainer(provider, folder, Phase.Predict);
        Load(Choose(folder, checkpoint, provider, out var passedOver), weights, parts.Model);
        var writer = definition.Predictions(provider);
        using var file = new CsvWriter(Path.Combine(folder.Path, "predictions.csv"));
        file.Write(writer.Columns);
        var result = parts.Trainer.Predict(
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

        return result with { PassedOver = passedOver };
    }

    // run.json says how a run ended, whatever happens; a refusal leaves what an earlier run has recorded, and no folder of a new one.
    private RunResult Recorded(RunFolder folder, bool isNew, string entry, Func<Action, RunResult> run)
    {
        var before = folder.Record[entry]?.DeepClone();
        var begun = false;
        try
        {
            var result = run(() =>
            {
                begun = true;
                folder.Set(entry, new JsonObject { ["status"] = "running" });
            });
            folder.Set(entry, RunRecord.Result(result));
            return result;
        }
        catch (Exception error)
        {
            try
            {
                if (isNew && error is LabValidationException && !Directory.Exists(Path.Combine(folder.Path, "checkpoints")))
                {
                    folder.Discard();
                }
                else if (!isNew && (!begun || error is LabValidationException))
                {
                    folder.Set(entry, before);
                }
                else
                {
                    folder.Set(entry, new JsonObject { ["status"] = error is OperationCanceledException ? "cancelled" : "failed", ["reason"] = error.Message });
                }
            }
            catch (Exception second) when (second is LabException or IOException or UnauthorizedAccessException)
            {
                services.GetService<ILogger<LabRunner>>()?.LogError(second, "The failure could not be recorded in {Folder}.", folder.Path);
            }

            throw;
        }
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
            name => arguments.TryGetValue(name, out var argument) ? argument : recorded is null ? source.Find(name) : recorded.GetValueOrDefault(name),
            bound => source.Problems(definition.Catalog).Concat(NameProblems(bound)));
        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RunScope>().Options = options;
        return scope;
    }

    private IEnumerable<string> NameProblems(BoundOptions options)
    {
        var optimizer = ((OptimizerOptions)options.Get(typeof(OptimizerOptions))).Name;
        if (!definition.Optimizers.Names.Contains(optimizer))
        {
            yield return $"--optimizer {optimizer}: there is no such optimizer. Choose {string.Join(", ", definition.Optimizers.Names)}.";
        }

        var sampler = ((SamplingOptions)options.Get(typeof(SamplingOptions))).Sampler;
        if (!Samplers.Names.Concat(definition.Samplers.Keys).Contains(sampler))
        {
            yield return $"--sampler {sampler}: there is no such sampler. Choose {string.Join(", ", Samplers.Names.Concat(definition.Samplers.Keys))}.";
        }

        foreach (var problem in Schedules.Check((ScheduleOptions)options.Get(typeof(ScheduleOptions))))
        {
            yield return problem;
        }
    }

    private DataSplits<TSample> OpenUnchecked(IServiceProvider provider) => provider.GetRequiredService<SplitOptions>().Apply(definition.Data!(provider).Open());

    private DataSplits<TSample> OpenData(IServiceProvider provider, params Phase[] needed)
    {
        var splits = OpenUnchecked(provider);
        var problems = needed.Where(phase => phase != Phase.Validation && splits.For(phase) is null)
            .Select(phase => $"Experiment '{Name}' has no {phase.ToString().ToLowerInvariant()} data, which this verb needs.").ToList();
        foreach (var (left, right) in new[] { (Phase.Train, Phase.Validation), (Phase.Train, Phase.Test), (Phase.Validation, Phase.Test) })
        {
            if (splits.For(left) is { } one && splits.For(right) is { } other && SplitCheck.Overlap(one, other) is { Count: > 0 } shared)
            {
                problems.Add(SplitCheck.Explain(shared, left, right));
            }
        }

        return problems.Count == 0 ? splits : throw new LabValidationException(problems);
    }

    private DatasetLoader<TSample, TInput, TTarget> CreateLoader(IServiceProvider provider, Dataset<TSample> data, Phase phase) => new(
        data, definition.Collator!(provider), phase, provider.GetRequiredService<LoaderOptions>(), provider.GetRequiredService<TrainerOptions>().Seed);

    private RunResult Fit(
        IServiceProvider provider, RunFolder folder, Hook begin, DataLoader<TInput, TTarget> train, DataLoader<TInput, TTarget>? validation, Checkpoint? checkpoint, CancellationToken cancellation)
    {
        using var parts = CreateTrainer(provider, folder, Phase.Train, begin);
        Begin(parts.Model, provider, folder, checkpoint, cancellation);
        return parts.Trainer.Fit(train, validation, checkpoint, cancellation);
    }

    // With the weights of a checkpoint of its own, or, where it begins, of another run or published ones.
    private static void Begin(Model<TInput, TOutput> model, IServiceProvider provider, RunFolder folder, Checkpoint? checkpoint, CancellationToken cancellation)
    {
        if (checkpoint is null && provider.GetRequiredService<RunOptions>().From is { } run)
        {
            checkpoint = Choose(RunFolder.Open(run), name: null, provider, out _);
        }

        if (checkpoint is null)
        {
            LoadPretrained(provider, model, folder, cancellation);
        }
        else
        {
            checkpoint.LoadModel(model);
        }
    }

    private RunParts CreateTrainer(IServiceProvider provider, RunFolder? folder, Phase phase, params IReadOnlyList<Hook> first) =>
        CreateParts((model, loss) => CreateTrainer(provider, model, loss, folder, logFolder: null, phase, first), provider);

    private RunParts CreateParts(Func<Model<TInput, TOutput>, Loss<TOutput, TTarget>, Trainer<TInput, TOutput, TTarget>> createTrainer, IServiceProvider provider)
    {
        var modules = CreateModules(provider);
        return new RunParts(createTrainer(modules.Model, modules.Loss), modules);
    }

    private RunModules CreateModules(IServiceProvider provider)
    {
        TorchRuntime.EnsureLoaded();
        var options = provider.GetRequiredService<RunScope>().Options;
        TorchRandom.Rekey(RandomKey.FromSeed(provider.GetRequiredService<TrainerOptions>().Seed).Derive("weights"));
        var model = definition.Models.Create(options.Texts["model"], provider);
        var loss = definition.Losses.Create(options.Texts["loss"], provider);
        return new RunModules(model, loss);
    }

    private Trainer<TModelInput, TOutput, TTarget> CreateTrainer<TModelInput>(
        IServiceProvider provider,
        Model<TModelInput, TOutput> model,
        Loss<TOutput, TTarget> loss,
        RunFolder? folder,
        string? logFolder,
        Phase phase,
        IReadOnlyList<Hook> first,
        TrainerOptions? options = null)
    {
        var optimizer = provider.GetRequiredService<OptimizerOptions>();
        return new Trainer<TModelInput, TOutput, TTarget>(
            new TrainerParts<TModelInput, TOutput, TTarget>
            {
                Model = model,
                Loss = loss,
                Optimizer = (module, criterion) => definition.Optimizers.Create(optimizer, module, criterion),
                LearningRate = optimizer.LearningRate,
                Schedule = Schedules.Create(provider.GetRequiredService<ScheduleOptions>()),
                Metrics = () => [.. definition.Metrics.Select(create => create(provider))],
                Hooks = [.. first, .. CreateHooks(provider, phase)],
                Checkpoints = folder?.Checkpoints,
                Experiment = Name,
                Folder = folder?.Path,
                LogFolder = logFolder,
                IsTrial = folder is null && logFolder is not null,
                Options = provider.GetRequiredService<RunScope>().Options.Texts,
            },
            options ?? provider.GetRequiredService<TrainerOptions>(),
            provider.GetService<ILogger<Trainer<TModelInput, TOutput, TTarget>>>());
    }

    // Those that only optimise have nothing to do where nothing is trained.
    private IReadOnlyList<Hook> CreateHooks(IServiceProvider provider, Phase phase)
    {
        var hooks = definition.Hooks.Select(create => create(provider)).ToList();
        foreach (var idle in hooks.Where(hook => phase != Phase.Train && hook is OptimHook))
        {
            idle.Dispose();
        }

        return [.. hooks.Where(hook => phase == Phase.Train || hook is not OptimHook)];
    }

    private RunFolder CreateFolder(IServiceProvider provider, string verb, IReadOnlyDictionary<string, string> options, DataSplits<TSample> splits)
    {
        var now = time.GetLocalNow();
        var record = RunRecord.Create(Name, verb, options, now);
        record["device"] = Devices.Resolve(provider.GetRequiredService<TrainerOptions>().Device, out var problem)?.ToString() ?? throw new LabValidationException([problem!]);
        record["data"] = new JsonObject(Enum.GetValues<Phase>().Where(phase => splits.For(phase) is not null)
            .Select(phase => KeyValuePair.Create(phase.ToString().ToLowerInvariant(), (JsonNode?)RunRecord.Data(splits.For(phase)!))));
        record["heads"] = JsonSerializer.SerializeToNode(definition.Heads.Select(head => head.Head), JsonSerializerOptions.Web);
        record["classes"] = new JsonArray([.. (splits.Train?.ClassNames ?? []).Select(name => (JsonNode?)name)]);
        if (splits.Split is null)
        {
            return RunFolder.Create(provider.GetRequiredService<RunOptions>().Output, Name, now, record);
        }

        record["split"] = RunRecord.Split(splits.Split, splits.Fold);
        var folder = RunFolder.Create(provider.GetRequiredService<RunOptions>().Output, Name, now, record);
        Freeze(splits.Split, folder);
        return folder;
    }

    // So that any later run, on any machine, can train on the same parts.
    private static void Freeze(Split split, RunFolder folder)
    {
        var path = Path.Combine(folder.Path, "split.json");
        try
        {
            split.Write(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            folder.Discard();
            throw new LabValidationException([$"The split cannot be written to {path}: {failure.Message} Choose another folder with --output."]);
        }
    }

    // The order of an epoch is the order of the data: with other files the run would not go on, it would start anew unseen.
    private static void CheckSameData(RunFolder folder, DataSplits<TSample> splits)
    {
        var problems = new[] { Phase.Train, Phase.Validation }
            .Where(phase => splits.For(phase) is not null)
            .Select(phase => (Name: phase.ToString().ToLowerInvariant(), Now: RunRecord.Data(splits.For(phase)!)))
            .Where(data => folder.Record["data"]?[data.Name] is { } then && !JsonNode.DeepEquals(then, data.Now))
            .Select(data => $"The {data.Name} data is not what {folder.Path} was started with ({data.Now["samples"]} samples now, {folder.Record["data"]![data.Name]!["samples"]} then, or other names, classes or groups): resume with the same data, or start a new run.")
            .ToList();
        if (problems.Count > 0)
        {
            throw new LabValidationException(problems);
        }
    }

    private void CheckData(IServiceProvider provider, DataSplits<TSample> splits, CancellationToken cancellation)
    {
        var problems = definition.DataChecks.SelectMany(create => create(provider).Problems(splits, cancellation)).ToList();
        if (problems.Count > 0)
        {
            throw new LabValidationException(problems);
        }
    }

    // Another sampler would give the epoch that is under way another order, other views of a probe other features; a setting of either does the same.
    private static void CheckSameEpochs(RunFolder folder, BoundOptions options)
    {
        var problems = options.Of<SamplingOptions>().Concat(options.Of<ProbeOptions>())
            .Select(option => (option.Name, Then: folder.Options.GetValueOrDefault(option.Name, option.Default), Now: options.Texts.GetValueOrDefault(option.Name, string.Empty)))
            .Where(option => option.Then != option.Now)
            .Select(option => $"--{option.Name} {(option.Now.Length > 0 ? option.Now : "not set")}: the run was started with {(option.Then.Length > 0 ? option.Then : "none")}, and its epochs hang on it. Resume with the same, or start a new run.")
            .ToList();
        if (problems.Count > 0)
        {
            throw new LabValidationException(problems);
        }
    }

    // What was trained on must not judge: a split of other data, or a changed file, may have moved samples across.
    private static void CheckSameSplit(RunFolder folder, DataSplits<TSample> splits)
    {
        var (then, now) = (folder.Record["split"]?["hash"]?.GetValue<string>(), splits.Split?.Hash);
        if (then is not null && then != now)
        {
            throw new LabValidationException([$"The validation data is not that of {folder.Path}: its split had the hash {then}, this one has {now ?? "none"}, so samples that were trained on may be among it. Use the same data and split options, or --split {Path.Combine(folder.Path, "split.json")}."]);
        }
    }

    // A profile that cannot be written makes no run fail that has ended well.
    private void WriteProfile(RunResult result, RunFolder folder)
    {
        if (result.Profile is not { } profile)
        {
            return;
        }

        var path = Path.Combine(folder.Path, "profile.json");
        try
        {
            AtomicFile.WriteAllText(path, profile.ToJson().ToJsonString(StateJson.Options));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            services.GetService<ILogger<LabRunner>>()?.LogError(failure, "The profile could not be written to {Path}.", path);
        }
    }

    // Where a run will write is known before it reads anything.
    private static void CheckWritable(IServiceProvider provider, RunFolder? earlier)
    {
        if (earlier is null)
        {
            RunFolder.EnsureWritable(provider.GetRequiredService<RunOptions>().Output, "Choose another folder with --output.");
        }
        else
        {
            RunFolder.EnsureWritable(earlier.Path, "A run is recorded in its own folder: make it writable, or use a copy of it.");
        }
    }

    // None where none was written: a run that was killed before its first goes on from its beginning.
    private static Checkpoint? NewestOf(RunFolder folder, IServiceProvider provider, string advice, out IReadOnlyList<string> passedOver)
    {
        var checkpoint = folder.Checkpoints.FindNewest(out passedOver);
        var logger = provider.GetService<ILogger<CheckpointStore>>();
        foreach (var fault in passedOver)
        {
            logger?.LogWarning("Passed over a checkpoint: {Fault}", fault);
        }

        return checkpoint is not null || passedOver.Count == 0
            ? checkpoint
            : throw new LabException($"{folder.Path} holds no valid checkpoint{string.Concat(passedOver.Select(fault => $"; {fault.TrimEnd('.')}"))}. {advice}");
    }

    private static Checkpoint Choose(RunFolder folder, string? name, IServiceProvider provider, out IReadOnlyList<string> passedOver)
    {
        passedOver = [];
        name ??= folder.Checkpoints.HasMark("best") ? "best" : null;
        return name is not null
            ? folder.Checkpoints.Open(name)
            : NewestOf(folder, provider, "Train anew.", out passedOver) ?? throw new LabException($"{folder.Path} holds no checkpoint. Train first.");
    }

    private static void Load(Checkpoint checkpoint, ModelWeights weights, torch.nn.Module model)
    {
        if (weights == ModelWeights.Average)
        {
            checkpoint.LoadAverage(model);
        }
        else
        {
            checkpoint.LoadModel(model);
        }
    }

    private sealed record RunParts(Trainer<TInput, TOutput, TTarget> Trainer, RunModules Modules) : IDisposable
    {
        public Model<TInput, TOutput> Model => Modules.Model;

        public Loss<TOutput, TTarget> Loss => Modules.Loss;

        public void Dispose()
        {
            Trainer.Dispose();
            Modules.Dispose();
        }
    }

    private sealed record RunModules(Model<TInput, TOutput> Model, Loss<TOutput, TTarget> Loss) : IDisposable
    {
        public void Dispose()
        {
            Loss.Dispose();
            Model.Dispose();
        }
    }
}
