using Lab.Analysis;
using Lab.Hosting;
using Lab.Inference;
using Microsoft.Extensions.DependencyInjection;

namespace Lab;

/// <summary>Runs the experiments of a container, for applications with a host of their own. Every method is one run with parts of its own; nothing is shared between runs.</summary>
/// <remarks>Option values given here by name (such as <c>epochs</c>) override settings and environment, as the command line of a <see cref="LabApplication"/> does.</remarks>
public sealed class LabRunner
{
    private static readonly Dictionary<string, string> NoOptions = [];

    internal LabRunner(IServiceProvider services) => Experiments = [.. services.GetServices<IExperiment>()];

    /// <summary>The names of the experiments.</summary>
    public IReadOnlyList<string> Names => [.. Experiments.Select(experiment => experiment.Name)];

    internal IReadOnlyList<IExperiment> Experiments { get; }

    /// <summary>Trains, from the beginning or from the newest valid checkpoint of the run folder <paramref name="resume"/>.</summary>
    /// <exception cref="LabValidationException">Options, wiring or data are wrong; all problems at once.</exception>
    /// <exception cref="LabException">The run failed.</exception>
    public RunResult Train(string experiment, IReadOnlyDictionary<string, string>? options = null, string? resume = null, CancellationToken cancellation = default) =>
        Find(experiment).Train(options ?? NoOptions, resume, cancellation);

    /// <summary>Judges a run's model, at its best checkpoint unless another is named and with the weights that were trained unless their average is asked for, on the test data or, where there is none, the validation data.</summary>
    /// <inheritdoc cref="Train" path="/exception"/>
    public RunResult Evaluate(
        string experiment, string run, IReadOnlyDictionary<string, string>? options = null, string? checkpoint = null, ModelWeights weights = ModelWeights.Raw, CancellationToken cancellation = default) =>
        Find(experiment).Evaluate(options ?? NoOptions, run, checkpoint, weights, cancellation);

    /// <summary>Writes <c>predictions.csv</c> into a run's folder, with its best checkpoint unless another is named and the weights that were trained unless their average is asked for.</summary>
    /// <inheritdoc cref="Train" path="/exception"/>
    public RunResult Predict(
        string experiment, string run, IReadOnlyDictionary<string, string>? options = null, string? checkpoint = null, ModelWeights weights = ModelWeights.Raw, CancellationToken cancellation = default) =>
        Find(experiment).Predict(options ?? NoOptions, run, checkpoint, weights, cancellation);

    /// <summary>Writes a run's model as one file for other programs, from its best checkpoint unless another is named and with the weights that were trained unless their average is asked for.</summary>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="run">The run's folder.</param>
    /// <param name="format">One of the formats that the experiment has exporters for; the first if null.</param>
    /// <param name="file">The file to write; <c>model</c> with the format's extension in the run's folder if null.</param>
    /// <param name="options">Option values by name.</param>
    /// <param name="checkpoint">The checkpoint: <c>best</c>, <c>last</c> or a name.</param>
    /// <param name="weights">Which of its weights.</param>
    /// <param name="cancellation">Ends the export with an <see cref="OperationCanceledException"/> and without a file.</param>
    /// <inheritdoc cref="Train" path="/exception"/>
    public ExportResult Export(
        string experiment,
        string run,
        string? format = null,
        string? file = null,
        IReadOnlyDictionary<string, string>? options = null,
        string? checkpoint = null,
        ModelWeights weights = ModelWeights.Raw,
        CancellationToken cancellation = default) => Find(experiment).Export(options ?? NoOptions, run, format, file, checkpoint, weights, cancellation);

    /// <summary>
    /// Writes <c>report.html</c> and <c>report.json</c> about the experiment's data into a run folder of its own. With runs, also about what their models say of their own validation data,
    /// and <c>suspected-labels.csv</c>.
    /// </summary>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="options">Option values by name.</param>
    /// <param name="analysis">How thorough the analysis is; the defaults if null.</param>
    /// <param name="runs">Folders of trained runs, such as one for each fold; none if null.</param>
    /// <param name="checkpoint">The checkpoint of each run: <c>best</c>, <c>last</c> or a name; the best, or the newest, if null.</param>
    /// <param name="weights">Which of its weights.</param>
    /// <param name="cancellation">Ends the analysis with an <see cref="OperationCanceledException"/>.</param>
    /// <inheritdoc cref="Train" path="/exception"/>
    public RunResult Analyze(
        string experiment,
        IReadOnlyDictionary<string, string>? options = null,
        AnalysisOptions? analysis = null,
        IReadOnlyList<string>? runs = null,
        string? checkpoint = null,
        ModelWeights weights = ModelWeights.Raw,
        CancellationToken cancellation = default) => Find(experiment).Analyze(options ?? NoOptions, analysis ?? new AnalysisOptions(), runs ?? [], checkpoint, weights, cancellation);

    /// <summary>Finds a learning rate by a range test with a model made anew; nothing is written.</summary>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="options">Option values by name.</param>
    /// <param name="search">Which rates to try; the defaults if null.</param>
    /// <param name="cancellation">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    /// <inheritdoc cref="Train" path="/exception"/>
    public LearningRateCurve FindLearningRate(string experiment, IReadOnlyDictionary<string, string>? options = null, LearningRateSearchOptions? search = null, CancellationToken cancellation = default) =>
        Find(experiment).FindLearningRate(options ?? NoOptions, search ?? new LearningRateSearchOptions(), save: false, cancellation).Curve;

    /// <summary>Finds how large a batch may be and which size trains fastest, with a model made anew; nothing is written.</summary>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="options">Option values by name.</param>
    /// <param name="search">Which sizes to try; the defaults if null.</param>
    /// <param name="cancellation">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    /// <inheritdoc cref="Train" path="/exception"/>
    public BatchSizeTrials FindBatchSize(string experiment, IReadOnlyDictionary<string, string>? options = null, BatchSizeSearchOptions? search = null, CancellationToken cancellation = default) =>
        Find(experiment).FindBatchSize(options ?? NoOptions, search ?? new BatchSizeSearchOptions(), cancellation);

    /// <summary>The model of an experiment, built with the options that a run recorded; its weights are still to be loaded.</summary>
    internal InferenceModel CreateModel(string experiment, IReadOnlyDictionary<string, string> recorded, IReadOnlyList<string>? classes) => Find(experiment).CreateModel(recorded, classes);

    private IExperiment Find(string name) => Experiments.FirstOrDefault(experiment => experiment.Name == name)
        ?? throw new LabValidationException([$"There is no experiment '{name}'. There are: {string.Join(", ", Names)}."]);
}
