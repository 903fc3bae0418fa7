namespace Lab.Analysis;

/// <summary>
/// A part of what <c>analyze</c> finds out: one or more sections of its page. Lab.Core counts classes, attributes and groups; Lab.Vision adds what is to be said of images
/// (<c>.AnalyzeImages()</c>); an experiment adds its own with <c>.Analyzer&lt;T&gt;()</c>.
/// </summary>
/// <typeparam name="TSample">The data sets' samples.</typeparam>
public abstract class Analyzer<TSample>
{
    /// <summary>The sections, in the order of the page. Called once, on one thread; threads of its own are the analyzer's business.</summary>
    public abstract IEnumerable<ReportSection> Analyze(AnalysisContext<TSample> context);
}
