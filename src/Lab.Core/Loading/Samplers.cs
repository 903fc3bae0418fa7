using System.Globalization;

namespace Lab;

/// <summary>Samplers by name.</summary>
public static class Samplers
{
    private const string Shuffled = "shuffled";
    private const string Sequential = "sequential";
    private const string ClassBalanced = "class-balanced";
    private const string RepeatFactor = "repeat-factor";
    private const string Weighted = "weighted";

    /// <summary>The names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [Shuffled, Sequential, ClassBalanced, RepeatFactor, Weighted];

    /// <summary>The sampler that the options name, for a data set.</summary>
    /// <exception cref="LabValidationException">There is no sampler of that name, or the data lacks what it needs, such as classes.</exception>
    public static Sampler Create<TSample>(SamplingOptions options, Dataset<TSample> dataset)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(dataset);
        var count = options.SamplesPerEpoch;
        Sampler sampler = options.Sampler switch
        {
            Shuffled when count is null || dataset.Count == 0 => Sampler.Shuffled(dataset.Count),
            Shuffled => Sampler.Weighted([.. Enumerable.Repeat(1.0, dataset.Count)], count),
            Sequential when count is not null => throw new LabValidationException([$"--samples-per-epoch {count}: the sampler {Sequential} takes all samples in order. Leave it out, or use --sampler {Shuffled}."]),
            Sequential => Sampler.Sequential(dataset.Count),
            ClassBalanced => Sampler.ClassBalanced(ClassesOf(options, dataset), options.ClassBalance, count),
            RepeatFactor => Sampler.RepeatFactor(ClassesOf(options, dataset), options.RepeatThreshold, count),
            Weighted => ByWeight(dataset, count),
            _ => throw new LabValidationException([$"--sampler {options.Sampler}: there is no such sampler. Choose {string.Join(", ", Names)}."]),
        };
        return Sampler.Repeated(sampler, options.Repeat);
    }

    /// <summary>The options in words, for a run's plan.</summary>
    internal static string Describe(SamplingOptions options)
    {
        var setting = options.Sampler switch
        {
            ClassBalanced => string.Create(CultureInfo.InvariantCulture, $" ({options.ClassBalance:0.###} of the way to equal classes)"),
            RepeatFactor => string.Create(CultureInfo.InvariantCulture, $" (classes below {options.RepeatThreshold:0.######} of the data)"),
            _ => string.Empty,
        };
        var length = options.SamplesPerEpoch is { } count ? $", {new SampleCount(count)}" : string.Empty;
        return $"{options.Sampler}{setting}{length}{(options.Repeat > 1 ? $", {options.Repeat} times" : string.Empty)}";
    }

    private static int[] ClassesOf<TSample>(SamplingOptions options, Dataset<TSample> dataset)
    {
        var classes = new int[dataset.Count];
        for (var index = 0; index < classes.Length; index++)
        {
            classes[index] = dataset.ClassOf(index)
                ?? throw new LabValidationException([$"--sampler {options.Sampler}: {dataset.Describe(index)} has no class. Override ClassOf of the data set, or choose another sampler."]);
        }

        return classes;
    }

    private static Sampler ByWeight<TSample>(Dataset<TSample> dataset, int? count)
    {
        double[] weights = [.. Enumerable.Range(0, dataset.Count).Select(dataset.WeightOf)];
        try
        {
            return Sampler.Weighted(weights, count);
        }
        catch (ArgumentException wrong)
        {
            throw new LabValidationException([$"--sampler {Weighted}: {wrong.Message} They come from WeightOf of the data set."]);
        }
    }
}
