namespace Lab.Testing;

/// <summary>One check of one data set.</summary>
internal sealed class DatasetCheck<TSample>(Dataset<TSample> dataset, IReadOnlyList<int> indices, ContractReport report)
{
    public IReadOnlyList<int> Run()
    {
        var count = dataset.Count;
        var readable = indices.Where(IsReadable).ToList();
        SameSamples(readable);
        OutOfRange(-1);
        OutOfRange(count);
        Labels();
        report.Expect(DatasetRules.Count, dataset.Count == count, $"{count}, and {dataset.Count} after some samples were read");
        return readable;
    }

    private bool IsReadable(int index)
    {
        try
        {
            _ = dataset[index];
            return true;
        }
        catch (UnreadableSampleException error)
        {
            // Allowed: the loader's policy decides. The person who mends it must learn which file it is.
            report.Expect(
                DatasetRules.Unreadable,
                !string.IsNullOrWhiteSpace(error.SampleSource) && error.Message.Contains(error.SampleSource, StringComparison.Ordinal),
                $"sample {index}: source '{error.SampleSource}', message '{error.Message}'");
            return false;
        }
        catch (Exception error)
        {
            report.Break(DatasetRules.Readable, $"sample {index} ({dataset.Describe(index)}): {ContractReport.Describe(error)}");
            return false;
        }
    }

    // Forwards here, backwards on a second thread, and on two threads at once.
    private void SameSamples(List<int> readable) => report.Try(DatasetRules.SameSample, () =>
    {
        var expected = readable.Select(index => dataset[index]).ToList();
        int[] backwards = [.. Enumerable.Range(0, readable.Count).Reverse()];
        var both = new (int[] Order, TSample[] Samples)[] { (backwards, new TSample[readable.Count]), (Keys.Shuffled(readable.Count), new TSample[readable.Count]) };
        Threads.Run([.. both.Select(one => (Action)(() =>
        {
            foreach (var i in one.Order)
            {
                one.Samples[i] = dataset[readable[i]];
            }
        }))]);
        for (var i = 0; i < readable.Count; i++)
        {
            var index = readable[i];
            report.Expect(
                DatasetRules.SameSample,
                Array.TrueForAll(both, one => Same(expected[i], one.Samples[i])),
                $"sample {index} ({dataset.Describe(index)}) is another when it is read again, on another thread and in another order");
        }
    });

    private static bool Same(TSample first, TSample second) => EqualityComparer<TSample>.Default.Equals(first, second) || Content.Of(first) == Content.Of(second);

    private void OutOfRange(int index)
    {
        try
        {
            _ = dataset[index];
        }
        catch (Exception error)
        {
            report.Expect(DatasetRules.OutOfRange, error.Message.Contains($"{index}", StringComparison.Ordinal), $"[{index}] of {dataset.Count} samples throws '{error.Message}', without the index");
            return;
        }

        report.Break(DatasetRules.OutOfRange, $"[{index}] of {dataset.Count} samples gives a sample");
    }

    private void Labels()
    {
        var names = dataset.ClassNames;
        report.Expect(
            DatasetRules.Names,
            names is null || (names.Count > 0 && names.Distinct().Count() == names.Count && !names.Any(string.IsNullOrWhiteSpace)),
            $"'{string.Join("', '", names ?? [])}'");
        foreach (var index in indices)
        {
            report.Try(DatasetRules.Class, () =>
            {
                var label = dataset.ClassOf(index);
                report.Expect(
                    DatasetRules.Class,
                    label == dataset.ClassOf(index) && label is not < 0 && !(label >= names?.Count),
                    $"sample {index} ({dataset.Describe(index)}) has class {label}, then {dataset.ClassOf(index)}; there are {names?.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no"} class names");
            });
            report.Try(DatasetRules.Group, () =>
            {
                var group = dataset.GroupOf(index);
                report.Expect(DatasetRules.Group, group == dataset.GroupOf(index) && (group is null || group.Trim().Length > 0), $"sample {index} has group '{group}', then '{dataset.GroupOf(index)}'");
            });
            report.Try(DatasetRules.Description, () =>
            {
                var text = dataset.Describe(index);
                report.Expect(DatasetRules.Description, !string.IsNullOrWhiteSpace(text) && text == dataset.Describe(index), $"sample {index} is '{text}', then '{dataset.Describe(index)}'");
            });
        }
    }
}
