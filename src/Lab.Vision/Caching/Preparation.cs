using System.Text;
using System.Text.Json;

namespace Lab.Vision.Caching;

/// <summary>
/// The first transforms of a row, as far as they do the same in every epoch, and what is left of the row behind them. An image that was prepared and kept, and then goes through
/// the rest, has the same bits as one that goes through the whole row at once.
/// </summary>
/// <remarks>What it does to an image of a size is its plan: preparations of equal plans share images, those of other plans never do, whatever they are called.</remarks>
internal sealed class Preparation
{
    private readonly TransformPipeline _first;
    private readonly double _reducingGap;

    /// <summary>Cuts a row of transforms.</summary>
    /// <param name="whole">The row.</param>
    /// <param name="reducingGap">How many times the size that is needed a JPEG decoded at reduced size must at least have; infinite if none may be.</param>
    /// <exception cref="LabValidationException">Some may, and what is behind the cut decides at which: then no image can be kept that serves every epoch.</exception>
    public Preparation(Transform whole, double reducingGap)
    {
        List<Transform> steps = [.. Steps(whole)];
        var random = steps.FindIndex(step => step.IsRandom);
        IsWhole = random < 0;

        // Neighbouring resamplings are carried out as one. Done one after the other, they would have other bits: then only the decoded image is kept.
        var resampling = IsWhole ? null : steps.Skip(random).FirstOrDefault(step => step.MayResample);
        if (double.IsFinite(reducingGap) && resampling is not null)
        {
            throw new LabValidationException([
                $"--cache and --decode-scaling do not go together with the transforms {whole}: {resampling} may resample behind what is random, so whole images would be kept, decoded in full. Take --decode-scaling never or --cache none, or resize first and let nothing random resample."]);
        }

        _first = new TransformPipeline(IsWhole ? steps : resampling is not null ? [] : steps.Take(random));
        _reducingGap = reducingGap;
    }

    /// <summary>Whether nothing is left of the row.</summary>
    public bool IsWhole { get; }

    /// <summary>An image on its way into a store.</summary>
    public PlannedImage Request() => new(PlanFor, _reducingGap);

    /// <summary>What is left to do with a prepared image.</summary>
    /// <param name="plan">The plan of the whole row for the image as decoded.</param>
    public TransformPlan Rest(TransformPlan plan)
    {
        var prepared = PlanFor(plan.InputSize);
        return Plan(prepared.OutputSize, plan.Operations.Skip(prepared.Operations.Count));
    }

    /// <summary>Whether another preparation makes the same of an image of a size.</summary>
    public bool MakesSameAs(Preparation other, ImageSize source)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        var (plan, others) = (PlanFor(source), other.PlanFor(source));
        return plan.HighestReduction(_reducingGap) == others.HighestReduction(other._reducingGap) && plan.Operations.SequenceEqual(others.Operations);
    }

    /// <summary>What tells the images of a size that are prepared in this way from others in every process: a hash of the operations, with all their numbers, and of the code of those that are not Lab's.</summary>
    /// <exception cref="LabException">An operation does not say all that it depends on.</exception>
    public ulong IdentityFor(ImageSize source)
    {
        var plan = PlanFor(source);
        Type[] own = [.. plan.Operations.Select(operation => operation.GetType()).Where(type => type.Assembly != typeof(ImageOperation).Assembly).Distinct()];
        var text = new StringBuilder().Append(plan.HighestReduction(_reducingGap)).Append(Write(plan, own));
        foreach (var type in own)
        {
            text.Append('\n').Append(type.FullName).Append(' ').Append(type.Module.ModuleVersionId);
        }

        return (ulong)FileStamp.Hash(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>The transforms before the cut.</summary>
    public override string ToString() => _first.ToString();

    private static string Write(TransformPlan plan, Type[] own)
    {
        try
        {
            var json = TransformPlanJson.Write(plan);
            return own.Length == 0 || TransformPlanJson.Read(json, own).Operations.SequenceEqual(plan.Operations)
                ? json
                : throw new NotSupportedException("What is read from JSON is not equal to what was written.");
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or InvalidOperationException or LabException)
        {
            throw new LabException(
                $"The image cache on disk cannot tell what {string.Join(", ", own.Select(type => type.Name))} of the transforms {plan} does: an operation must be a record whose constructor takes all that it depends on. Make it so, or take --cache memory or --cache none. {failure.Message}",
                failure);
        }
    }

    private static TransformPlan Plan(ImageSize input, IEnumerable<ImageOperation> operations)
    {
        var plan = new TransformPlan(input);
        foreach (var operation in operations)
        {
            plan.Add(operation);
        }

        return plan;
    }

    private static IEnumerable<Transform> Steps(Transform transform) =>
        transform is TransformPipeline row ? row.Transforms.SelectMany(Steps) : [transform];

    private TransformPlan PlanFor(ImageSize source)
    {
        var plan = _first.PlanFor(source, default);
        var last = plan.Operations.Count;
        while (!IsWhole && last > 0 && plan.Operations[last - 1] is GeometricOperation)
        {
            last--;
        }

        // A warp becomes one with the crops and flips behind it, so it is left to them.
        return plan.Operations.Skip(last).Any(operation => operation is WarpOperation) ? Plan(source, plan.Operations.Take(last)) : plan;
    }
}
