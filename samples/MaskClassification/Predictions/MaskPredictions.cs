using System.Globalization;
using MaskClassification.Data;
using MaskClassification.Models;

namespace MaskClassification.Predictions;

/// <summary>The competition's submission: the likeliest joint class of every picture, in the order of <c>info.csv</c>.</summary>
public sealed class MaskPredictions : PredictionWriter<FaceSample, MaskLogits>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["ImageID", "ans"];

    /// <inheritdoc/>
    public override IEnumerable<IReadOnlyList<string>> Rows(IReadOnlyList<FaceSample> samples, MaskLogits output)
    {
        using var likeliest = output.Joint.argmax(1).cpu();
        var classes = likeliest.data<long>().ToArray();
        return samples.Select((sample, row) => new[] { sample.ImageId, classes[row].ToString(CultureInfo.InvariantCulture) });
    }
}
