using System.Globalization;
using System.Text;

namespace Lab.Vision.Caching;

/// <summary>
/// The first transforms of a row, as far as they do the same in every epoch, and what is left of the row behind them. An image that was prepared and kept, and then goes through
/// the rest, has the same bits as one that goes through the whole row at once.
/// </summary>
internal sealed class Preparation
{
    private readonly Transform _whole;
    private readonly TransformPipeline _first;

    /// <summary>Cuts a row of transforms.</summary>
    public Preparation(Transform whole)
    {
        _whole = whole;
        List<Transform> steps = [.. Steps(whole)];
        var random = steps.FindIndex(step => step.IsRandom);
        IsWhole = random < 0;

        // Neighbouring resamplings are carried out as one. Done one after the other, they would have other bits: then only the decoded image is kept.
        var count = IsWhole ? steps.Count : steps.Skip(random).Any(step => step.MayResample) ? 0 : random;
        _first = new TransformPipeline(steps.Take(count));
    }

    /// <summary>Whether nothing is left of the row.</summary>
    public bool IsWhole { get; }

    /// <summary>The image that is kept.</summary>
    /// <param name="image">As decoded.</param>
    /// <returns><paramref name="image"/> itself if there is nothing to do, or a new image.</returns>
    public RgbImage Prepare(RgbImage image)
    {
        var plan = _first.PlanFor(image.Size, default);
        return plan.Operations.Count == 0 ? image : plan.Run(image);
    }

    /// <summary>What is left to do with a prepared image.</summary>
    /// <param name="plan">The plan of the whole row for the image as decoded.</param>
    public TransformPlan Rest(TransformPlan plan)
    {
        var prepared = _first.PlanFor(plan.InputSize, default);
        var rest = new TransformPlan(prepared.OutputSize);
        foreach (var operation in plan.Operations.Skip(prepared.Operations.Count))
        {
            rest.Add(operation);
        }

        return rest;
    }

    /// <summary>A hash of the operations, with all their numbers, that prepare an image of a size.</summary>
    public ulong HashFor(ImageSize size) =>
        (ulong)FileStamp.Hash(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{size}: {_first.PlanFor(size, default)}")));

    /// <summary>The transforms before the cut.</summary>
    public override string ToString() => _first.ToString();

    private static IEnumerable<Transform> Steps(Transform transform) =>
        transform is TransformPipeline row ? row.Transforms.SelectMany(Steps) : [transform];
}
