using MaskClassification.Faces;
using Microsoft.Extensions.Logging;

namespace MaskClassification.Data;

/// <summary>The competition's folder, or drawn faces in the same layout: <c>train</c>, of which Lab splits off some people, and <c>eval</c> for the answers.</summary>
public sealed class MaskData(MaskDataOptions options, SplitOptions split, RunOptions runs, ILogger<MaskData> log) : DataModule<FaceSample>
{
    /// <inheritdoc/>
    public override DataSplits<FaceSample> Open()
    {
        var folder = options.Data ?? DrawnFaces.Ensure(
            Path.Combine(runs.Output, "data"), new DrawnFacesOptions(options.DrawnPeople, options.DrawnTestPeople, options.DrawnSeed), log);
        var eval = Directory.Exists(Path.Combine(folder, "eval")) ? new EvalDataset(folder) : null;
        var splits = new DataSplits<FaceSample>
        {
            Train = new MaskDataset(folder),
            Test = eval is { IsAnswered: true } ? eval : null,
            Predict = eval,
        };
        return options.PseudoLabels is { } table ? WithPseudoLabels(split.Apply(splits), folder, table) : splits;
    }

    // Only people whose answers are known may judge the model, so these pictures join what is left to train on.
    private static DataSplits<FaceSample> WithPseudoLabels(DataSplits<FaceSample> splits, string folder, string table) =>
        splits with { Train = new PseudoLabelledDataset(splits.Train!, folder, table) };
}
