using System.Globalization;
using MaskClassification.Data;
using MaskClassification.Models;

namespace MaskClassification.Predictions;

/// <summary>The competition's submission: the likeliest joint class of every picture, in the order of <c>info.csv</c>, and the probabilities of all if the options say so.</summary>
public sealed class MaskPredictions(MaskPredictionsOptions options) : PredictionWriter<FaceSample, MaskLogits>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["ImageID", "ans", .. options.Probabilities ? MaskLabel.ClassNames : []];

    /// <inheritdoc/>
    public override IEnumerable<IReadOnlyList<string>> Rows(IReadOnlyList<FaceSample> samples, MaskLogits output)
    {
        using var scope = torch.NewDisposeScope();
        var classes = output.Joint.argmax(1).cpu().data<long>().ToArray();
        var probabilities = options.Probabilities ? output.Joint.exp().cpu().data<float>().ToArray() : [];
        return
        [
            .. samples.Select((sample, row) => (string[])
            [
                sample.ImageId,
                classes[row].ToString(CultureInfo.InvariantCulture),
                .. probabilities.Skip(row * MaskLabel.Classes).Take(MaskLabel.Classes).Select(value => value.ToString("G6", CultureInfo.InvariantCulture)),
            ]),
        ];
    }
}
