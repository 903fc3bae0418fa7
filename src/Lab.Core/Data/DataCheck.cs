namespace Lab;

/// <summary>Looks at the data of a new training run before it begins, and may refuse it. Registered by <c>.DataCheck&lt;T&gt;()</c>.</summary>
/// <typeparam name="TSample">The data sets' samples.</typeparam>
public abstract class DataCheck<TSample>
{
    /// <summary>What is wrong with the data, each in a sentence that names the way out; nothing if it may be trained on.</summary>
    public abstract IEnumerable<string> Problems(DataSplits<TSample> data, CancellationToken cancellation);
}
