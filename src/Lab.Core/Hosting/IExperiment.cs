using Lab.Analysis;
using Lab.Inference;
using Lab.Options;

namespace Lab.Hosting;

/// <summary>An experiment without its types, for the application's verbs.</summary>
internal interface IExperiment
{
    string Name { get; }

    OptionCatalog Catalog { get; }

    /// <summary>Whether the experiment says what predictions are, and its data has something to predict for.</summary>
    bool HasPredictData(IReadOnlyDictionary<string, string> arguments);

    /// <summary>The folder that holds the runs, as options, environment and settings say.</summary>
    string OutputOf(IReadOnlyDictionary<string, string> arguments);

    string Plan(IReadOnlyDictionary<string, string> arguments);

    RunResult Train(IReadOnlyDictionary<string, string> arguments, string? resume = null, CancellationToken cancellation = default);

    RunResult Evaluate(IReadOnlyDictionary<string, string> arguments, string run, string? checkpoint = null, ModelWeights weights = ModelWeights.Raw, CancellationToken cancellation = default);

    RunResult Predict(IReadOnlyDictionary<string, string> arguments, string run, string? checkpoint = null, ModelWeights weights = ModelWeights.Raw, CancellationToken cancellation = default);

    /// <summary>The formats that a model can be written in; the first is the default.</summary>
    IReadOnlyList<string> ExportFormats { get; }

    /// <summary>Writes a run's model as one file; into the run's folder where no file is named.</summary>
    ExportResult Export(
        IReadOnlyDictionary<string, string> arguments,
        string run,
        string? format = null,
        string? file = null,
        string? checkpoint = null,
        ModelWeights weights = ModelWeights.Raw,
        CancellationToken cancellation = default);

    /// <summary>Builds a model anew, with the options that a run recorded, for other uses than training; its weights are still to be loaded.</summary>
    /// <param name="recorded">The run's options by name.</param>
    /// <param name="classes">The names of the classes of the training data, if it had any.</param>
    InferenceModel CreateModel(IReadOnlyDictionary<string, string> recorded, IReadOnlyList<string>? classes);

    /// <summary>Writes a page about the data and, if <paramref name="runs"/> are named, about their models' answers on their own validation data.</summary>
    RunResult Analyze(
        IReadOnlyDictionary<string, string> arguments, AnalysisOptions analysis, IReadOnlyList<string> runs, string? checkpoint = null, ModelWeights weights = ModelWeights.Raw, CancellationToken cancellation = default);

    /// <summary>Finds a learning rate for a model made anew; with <paramref name="save"/> the points are kept in a run folder, which is returned.</summary>
    (LearningRateCurve Curve, string? Folder) FindLearningRate(
        IReadOnlyDictionary<string, string> arguments, LearningRateSearchOptions search, bool save = false, CancellationToken cancellation = default);

    /// <summary>Finds batch sizes for a model made anew.</summary>
    BatchSizeTrials FindBatchSize(IReadOnlyDictionary<string, string> arguments, BatchSizeSearchOptions search, CancellationToken cancellation = default);
}
