using Lab.Native;

namespace Lab.Testing;

/// <summary>Checks that a data set, alone or with its collator, gives the same for the same index and key: on any thread, in any order, in any batch.</summary>
/// <example><code>
/// [Test]
/// public void It_keeps_the_contract() => DatasetContract.Check(new MyDataset(folder), new MyCollator());
/// </code></example>
public static class DatasetContract
{
    private const int Samples = 24;

    /// <summary>What is checked, in order. The last six need a collator.</summary>
    public static IReadOnlyList<ContractRule> Rules => DatasetRules.All;

    /// <summary>Checks a data set.</summary>
    /// <param name="dataset">The data set. Of a large one, 24 samples spread over it are read.</param>
    /// <typeparam name="TSample">Its samples. They are compared by <see cref="object.Equals(object)"/> or, where that says no, by all that they hold.</typeparam>
    /// <exception cref="ContractException">Rules are broken; all of them at once.</exception>
    public static void Check<TSample>(Dataset<TSample> dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var report = new ContractReport(dataset.GetType().Name);
        CheckDataset(dataset, report);
        report.ThrowIfBroken();
    }

    /// <summary>Checks a data set and the collator that turns it into batches.</summary>
    /// <param name="dataset">The data set. Of a large one, 24 samples spread over it are read.</param>
    /// <param name="collator">The collator.</param>
    /// <typeparam name="TSample">The data set's samples.</typeparam>
    /// <typeparam name="TInput">What the model takes: a tensor, or a record, tuple or list of them.</typeparam>
    /// <typeparam name="TTarget">The targets, likewise.</typeparam>
    /// <exception cref="ContractException">Rules are broken; all of them at once.</exception>
    public static void Check<TSample, TInput, TTarget>(Dataset<TSample> dataset, Collator<TSample, TInput, TTarget> collator)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(collator);
        TorchRuntime.EnsureLoaded();
        var report = new ContractReport($"{dataset.GetType().Name} with {collator.GetType().Name}");
        var indices = CheckDataset(dataset, report);
        if (indices.Count > 0)
        {
            new CollatorCheck<TSample, TInput, TTarget>(new Subset<TSample>(dataset, indices), collator, report).Run();
        }

        report.ThrowIfBroken();
    }

    // The samples that can be read.
    private static IReadOnlyList<int> CheckDataset<TSample>(Dataset<TSample> dataset, ContractReport report)
    {
        var count = dataset.Count;
        if (count < 0)
        {
            report.Break(DatasetRules.Count, $"{count}");
            return [];
        }

        int[] chosen = [.. Enumerable.Range(0, Math.Min(count, Samples)).Select(i => (int)((long)i * count / Math.Min(count, Samples)))];
        return new DatasetCheck<TSample>(dataset, chosen, report).Run();
    }
}
