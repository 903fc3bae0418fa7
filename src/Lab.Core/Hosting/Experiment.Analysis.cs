using System.Text.Json.Nodes;
using Lab.Analysis;
using Lab.Metrics;
using Lab.Native;
using Lab.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lab.Hosting;

/// <content>What <c>analyze</c> does.</content>
internal sealed partial class Experiment<TSample, TInput, TOutput, TTarget>
{
    public RunResult Analyze(
        IReadOnlyDictionary<string, string> arguments, AnalysisOptions analysis, IReadOnlyList<string> runs, string? checkpoint = null, ModelWeights weights = ModelWeights.Raw, CancellationToken cancellation = default)
    {
        var folders = runs.Select(RunFolder.Open).ToList();
        using var scope = Begin(arguments, folders.FirstOrDefault(), out var options);
        var provider = scope.ServiceProvider;
        CheckWritable(provider, earlier: null);
        var preview = analysis.Augmentations > 0 ? PreviewOf(provider) : null;

        // A page that names what is wrong with a split is worth more than a refusal.
        var data = OpenUnchecked(provider);
        var logger = services.GetService<ILogger<LabRunner>>();
        var context = new AnalysisContext<TSample>(data, analysis, text => logger?.LogInformation("{Progress}", text), cancellation);
        var folder = CreateFolder(provider, "analyze", options.Texts, data);
        return Recorded(folder, isNew: true, "result", started =>
        {
            started();
            var begun = time.GetTimestamp();
            var sections = CreateAnalyzers(provider).SelectMany(analyzer => analyzer.Analyze(context)).ToList();
            if (folders.Count > 0)
            {
                var view = definition.View?.Invoke(provider);
                var model = new ModelSections<TSample>(Judge(arguments, folders, checkpoint, weights, context), view, analysis);
                sections.AddRange(model.All());
                WriteSuspects(Path.Combine(folder.Path, "suspected-labels.csv"), model);
            }

            cancellation.ThrowIfCancellationRequested();
            var counts = string.Join(", ", context.Parts.Select(part => $"{HtmlWriter.Number(part.Data.Count)} {part.Name}"));
            new AnalysisReport($"Data of {Name}", FormattableString.Invariant($"{counts} samples, analysed on {time.GetLocalNow():yyyy-MM-dd HH:mm}"), sections).Write(folder.Path);
            if (preview is not null && data.Train is { } train)
            {
                var seed = provider.GetRequiredService<TrainerOptions>().Seed;
                AugmentationSheet.Write(Path.Combine(folder.Path, AugmentationSheet.FileName), Name, train, preview, analysis.Augmentations, seed, cancellation);
            }

            return new RunResult { Status = RunStatus.Completed, Reason = "the report is written", Position = default, Duration = time.GetElapsedTime(begun), Folder = folder.Path };
        });
    }

    private IAugmentationPreview<TSample> PreviewOf(IServiceProvider provider) =>
        definition.Collator!(provider) is var collator && collator is IAugmentationPreview<TSample> preview
            ? preview
            : throw new LabValidationException([$"--augmentations: {collator.GetType().Name} shows no pictures of its samples. Let it implement IAugmentationPreview<{typeof(TSample).Name}>, as the image collators of Lab.Vision do."]);

    private IEnumerable<Analyzer<TSample>> CreateAnalyzers(IServiceProvider provider) =>
    [
        new OverviewAnalyzer<TSample>(), new ClassAnalyzer<TSample>(), new AttributeAnalyzer<TSample>(), new GroupAnalyzer<TSample>(), new DriftAnalyzer<TSample>(),
        .. definition.Analyzers.Select(create => create(provider)),
    ];

    // What a run's model says of the samples that it was validated on, run by run.
    private RunAnswers<TSample> Judge(IReadOnlyDictionary<string, string> arguments, List<RunFolder> folders, string? checkpoint, ModelWeights weights, AnalysisContext<TSample> context)
    {
        using var gate = FinalizerGate.Close();
        var judged = new Dictionary<string, (TSample Sample, int Label, List<double[]> Probabilities)>(StringComparer.Ordinal);
        var runs = new List<string>();
        IReadOnlyList<string>? classes = null;
        foreach (var folder in folders)
        {
            using var scope = Begin(arguments, folder, out _);
            var provider = scope.ServiceProvider;
            var splits = OpenData(provider);
            CheckSameSplit(folder, splits);
            var data = splits.Validation ?? throw new LabValidationException([$"--run {folder.Path}: the run has no validation data, so there is no sample that its model was not trained on. Train with --validation-share or --folds."]);
            if (data.ClassNames is not { } names || !names.SequenceEqual(classes ??= names))
            {
                throw new LabValidationException([$"--run {folder.Path}: its classes ({string.Join(", ", data.ClassNames ?? [])}) are not those of the other runs, or it has none; mistakes are counted by class."]);
            }

            if (Enumerable.Range(0, data.Count).All(index => data.ClassOf(index) is null))
            {
                throw new LabValidationException([$"--run {folder.Path}: no sample of its validation data has a class, so there is nothing to compare answers with. Override ClassOf of the data set."]);
            }

            using var loader = CreateLoader(provider, data, Phase.Validation);
            using var parts = CreateParts((model, loss) => CreateSilentTrainer(provider, model), provider);
            var chosen = Choose(folder, checkpoint, provider, out _);
            Load(folder, chosen, weights, parts.Model, provider);
            runs.Add($"{chosen.Name} of {folder.Path}");
            context.Progress.Begin($"judging with {folder.Path}", loader.BatchCount);
            parts.Trainer.Predict(
                loader,
                (batch, output) =>
                {
                    Keep(batch, ProbabilitiesOf(output, names), data, judged);
                    context.Progress.Step();
                },
                context.Cancellation);
            context.Cancellation.ThrowIfCancellationRequested();
        }

        return judged.Count > 0
            ? new RunAnswers<TSample>(runs, classes!, [.. judged.Select(pair => new JudgedSample<TSample>(pair.Key, pair.Value.Sample, pair.Value.Label, Mean(pair.Value.Probabilities)))], TrainAccuracyOf(folders))
            : throw new LabValidationException(["No sample of the runs' validation data has a class, so there is nothing to compare their answers with."]);
    }

    private static double? TrainAccuracyOf(List<RunFolder> folders)
    {
        var recorded = folders.Select(folder => folder.Record["result"]?["metrics"]?[ClassificationKeys.Accuracy.In(Phase.Train)]?.GetValue<double>()).ToList();
        return recorded.Contains(null) ? null : recorded.Average();
    }

    private Trainer<TInput, TOutput, TTarget> CreateSilentTrainer(IServiceProvider provider, Model<TInput, TOutput> model) => new(
        new TrainerParts<TInput, TOutput, TTarget> { Model = model, Experiment = Name, Options = provider.GetRequiredService<RunScope>().Options.Texts },
        provider.GetRequiredService<TrainerOptions>());

    private float[][] ProbabilitiesOf(TOutput output, IReadOnlyList<string> classes)
    {
        using var scope = torch.NewDisposeScope();
        var probabilities = definition.Probabilities?.Invoke(output)
            ?? (output is Tensor logits ? logits.softmax(1, torch.ScalarType.Float32)
                : throw new LabValidationException([$"Experiment '{Name}' does not say what probabilities its model's output ({typeof(TOutput).Name}) stands for: add .ClassProbabilities(output => ...) to it."]));
        if (probabilities.shape is not [_, var width] || width != classes.Count)
        {
            throw new LabException($"The probabilities have the shape [{string.Join(", ", probabilities.shape)}]; they must be [N, {classes.Count}], one per class.");
        }

        return [.. probabilities.to(torch.ScalarType.Float32).cpu().contiguous().data<float>().ToArray().Chunk(classes.Count)];
    }

    private static void Keep(
        Batch<TInput, TTarget> batch, float[][] probabilities, Dataset<TSample> data, Dictionary<string, (TSample Sample, int Label, List<double[]> Probabilities)> judged)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            var index = batch.Indices[row];
            if (data.ClassOf(index) is not { } label)
            {
                continue;
            }

            var name = data.Describe(index);
            if (!judged.TryGetValue(name, out var sample))
            {
                judged[name] = sample = (data[index], label, []);
            }

            sample.Probabilities.Add(Array.ConvertAll(probabilities[row], value => (double)value));
        }
    }

    private static double[] Mean(List<double[]> probabilities) => [.. Enumerable.Range(0, probabilities[0].Length).Select(label => probabilities.Average(one => one[label]))];

    private static void WriteSuspects(string path, ModelSections<TSample> model)
    {
        using var file = new CsvWriter(path);
        foreach (var row in model.SuspectedRows())
        {
            file.Write(row);
        }

        file.Complete();
    }
}
