namespace Lab.Analysis;

/// <summary>Shows samples on the page of <c>analyze</c>: mistakes and suspected labels, for instance. Registered by <c>.SampleView&lt;T&gt;()</c>; without one, samples are named only.</summary>
/// <typeparam name="TSample">The data sets' samples.</typeparam>
public abstract class SampleView<TSample>
{
    /// <summary>A small picture of a sample, at most some 200 pixels wide and high; null if it cannot be shown.</summary>
    public abstract ReportPicture? Show(TSample sample);
}
