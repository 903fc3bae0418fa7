using MaskClassification.Faces;
using Microsoft.Extensions.Logging;

namespace MaskClassification.Data;

/// <summary>The competition's folder, or drawn faces in the same layout: <c>train</c> split by person, <c>eval</c> for the answers.</summary>
public sealed class MaskData(MaskDataOptions options, RunOptions runs, ILogger<MaskData> log) : DataModule<FaceSample>
{
    /// <inheritdoc/>
    public override DataSplits<FaceSample> Open()
    {
        var folder = options.Data ?? DrawnFaces.Ensure(
            Path.Combine(runs.Output, "data"), new DrawnFacesOptions(options.DrawnPeople, options.DrawnTestPeople, options.DrawnSeed), log);
        var split = Split.ByGroup(new MaskDataset(folder), options.ValidationShare, options.SplitSeed);
        var eval = Directory.Exists(Path.Combine(folder, "eval")) ? new EvalDataset(folder) : null;
        return new DataSplits<FaceSample>
        {
            Train = options.PseudoLabels is { } table ? new PseudoLabelledDataset(split.Train, folder, table) : split.Train,
            Validation = split.Validation,
            Test = eval is { IsAnswered: true } ? eval : null,
            Predict = eval,
        };
    }
}
