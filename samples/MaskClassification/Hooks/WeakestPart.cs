using Lab.Metrics;
using Microsoft.Extensions.Logging;

namespace MaskClassification.Hooks;

/// <summary>Tells after each validation which part holds the joint score back.</summary>
public sealed class WeakestPart(ILogger<WeakestPart> log) : EpochHook
{
    private static readonly string[] Parts = ["mask", "gender", "age"];

    /// <inheritdoc/>
    public override IReadOnlyList<MonitoredMetric> Monitors => [.. Parts.Select(part => new MonitoredMetric(Phase.Validation, Score(part)))];

    /// <inheritdoc/>
    public override void OnEpochReport(EpochReport report, RunControl control)
    {
        if (report.Validation is null)
        {
            return;
        }

        var scores = Parts.Select(part => (Part: part, F1: report.Get(Phase.Validation, Score(part)))).OrderBy(score => score.F1).ToArray();
        log.LogInformation(
            "epoch {Epoch}: the weakest part is {Part}, macro F1 {F1:f3} ({Others})",
            report.Epoch,
            scores[0].Part,
            scores[0].F1,
            string.Join(", ", scores.Skip(1).Select(score => FormattableString.Invariant($"{score.Part} {score.F1:f3}"))));
    }

    private static MetricKey Score(string part) => ClassificationKeys.MacroF1.Under(part);
}
