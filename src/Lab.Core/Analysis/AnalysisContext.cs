namespace Lab.Analysis;

/// <summary>What an <see cref="Analyzer{TSample}"/> looks at.</summary>
/// <typeparam name="TSample">The data sets' samples.</typeparam>
public sealed class AnalysisContext<TSample>
{
    /// <summary>A context.</summary>
    /// <param name="data">The data sets of the experiment.</param>
    /// <param name="options">How thorough the analysis is; the defaults if null.</param>
    /// <param name="report">Is told in words how far the analysis is, every few seconds; nobody if null.</param>
    /// <param name="cancellation">Ends the analysis.</param>
    public AnalysisContext(DataSplits<TSample> data, AnalysisOptions? options = null, Action<string>? report = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        Data = data;
        Options = options ?? new AnalysisOptions();
        Progress = new AnalysisProgress(report ?? (_ => { }));
        Cancellation = cancellation;
        Parts = [.. Enum.GetValues<Phase>()
            .Where(phase => data.For(phase) is { Count: > 0 } && !(phase == Phase.Predict && ReferenceEquals(data.Predict, data.Test)))
            .Select(phase => new AnalysisPart<TSample>(phase, data.For(phase)!))];
    }

    /// <summary>The data sets of the experiment.</summary>
    public DataSplits<TSample> Data { get; }

    /// <summary>The data sets that hold samples, training data first. What is predicted for stands here only if it is not the test data.</summary>
    public IReadOnlyList<AnalysisPart<TSample>> Parts { get; }

    /// <summary>How thorough the analysis is.</summary>
    public AnalysisOptions Options { get; }

    /// <summary>Tells how far the analysis is.</summary>
    public AnalysisProgress Progress { get; }

    /// <summary>Ends the analysis.</summary>
    public CancellationToken Cancellation { get; }
}

/// <summary>One of the data sets of an experiment.</summary>
/// <typeparam name="TSample">The data sets' samples.</typeparam>
/// <param name="Phase">What it is for.</param>
/// <param name="Data">The samples.</param>
public sealed record AnalysisPart<TSample>(Phase Phase, Dataset<TSample> Data)
{
    /// <summary>What the page calls it, such as <c>train</c>.</summary>
    public string Name => Phase.ToString().ToLowerInvariant();
}
