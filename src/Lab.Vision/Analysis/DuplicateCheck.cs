using Lab.Analysis;
using Microsoft.Extensions.Logging;

namespace Lab.Vision;

/// <summary>Before a run: images that are near duplicates across training, validation and test data, by <c>--check-duplicates</c>.</summary>
internal sealed class DuplicateCheck<TSample>(ImageReader<TSample> reader, ImageAnalysisOptions options, ILogger? logger) : DataCheck<TSample>
{
    private const int Named = 5;

    public override IEnumerable<string> Problems(DataSplits<TSample> data, CancellationToken cancellation)
    {
        if (options.CheckDuplicates == DuplicatePolicy.Ignore)
        {
            return [];
        }

        (string Name, Dataset<TSample> Data)[] parts = [.. new[] { Phase.Train, Phase.Validation, Phase.Test }.Where(phase => data.For(phase) is not null).Select(phase => (phase.ToString().ToLowerInvariant(), data.For(phase)!))];
        var progress = new AnalysisProgress(text => logger?.LogInformation("{Progress}", text));
        var images = reader.Read([.. parts.Select(part => part.Data)], Environment.ProcessorCount, progress, cancellation);

        // What is alike within a part flatters nobody.
        var clusters = NearDuplicates.Find(images, options.DuplicateDistance, (left, right) => left.Part == right.Part, cancellation);
        if (clusters.Count == 0)
        {
            logger?.LogInformation("--check-duplicates: no near duplicates across {Parts} among {Images} images", string.Join(", ", parts.Select(part => part.Name)), images.Length);
            return [];
        }

        var examples = string.Join("; ", clusters.Take(Named).Select(cluster => string.Join(" and ", cluster.DistinctBy(image => image.Part).Select(image => $"{image.Name} ({parts[image.Part].Name})"))));
        var problem = $"--check-duplicates: {clusters.Count} sets of images lie in two parts of the data, or nearly: {examples}. The result would flatter: remove them from one side, or give them a group (GroupOf). The page that analyze writes shows all of them.";
        if (options.CheckDuplicates == DuplicatePolicy.Refuse)
        {
            return [problem];
        }

        logger?.LogWarning("{Problem}", problem);
        return [];
    }
}
