using Lab.Checkpoints;
using Lab.Native;
using Lab.Optimization;
using Lab.Options;
using Lab.Runs;
using Microsoft.Extensions.DependencyInjection;

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
        var folder = earlier ?? CreateFolder(provider, "train", options.Texts, splits, train.Preparation);
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
        Load(folder, chosen, weights, parts.Model, provider);
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
        Load(folder, Choose(folder, checkpoint, provider, out var passedOver), weights, parts.Model, provider);
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
        var run = scope.ServiceProvider.GetRequiredService<RunScope>();
        (run.Options, run.Earlier) = (options, earlier);
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

    private RunResult Fit(
        IServiceProvider provider, RunFolder folder, Hook begin, DataLoader<TInput, TTarget> train, DataLoader<TInput, TTarget>? validation, Checkpoint? checkpoint, CancellationToken cancellation)
    {
        using var parts = CreateTrainer(provider, folder, Phase.Train, begin);
        Begin(parts.Model, provider, folder, checkpoint, cancellation);
        return parts.Trainer.Fit(train, validation, checkpoint, cancellation);
    }
}
