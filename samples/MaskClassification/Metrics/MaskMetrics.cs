using Lab.Metrics;
using MaskClassification.Data;
using MaskClassification.Models;

namespace MaskClassification.Metrics;

/// <summary>Accuracy, macro F1 and balanced accuracy of the joint class; macro F1 of each part, such as <c>age/macro_f1</c>.</summary>
public static class MaskMetrics
{
    /// <summary>What the competition ranks by: macro F1 of the joint class.</summary>
    public static MetricKey Score => ClassificationKeys.MacroF1;

    /// <summary>The metrics, empty.</summary>
    public static Metric<MaskLogits, MaskLabels> Create() => new MetricCollection<MaskLogits, MaskLabels>()
        .Add(null, output => output.Joint, target => target.Joint, new ClassificationMetrics(MaskLabel.ClassNames))
        .Add("mask", output => output.Mask, target => target.Mask, MacroF1(MaskLabel.Masks))
        .Add("gender", output => output.Gender, target => target.Gender, MacroF1(MaskLabel.Genders))
        .Add("age", output => output.Age, target => target.Age, MacroF1(MaskLabel.Ages));

    private static ConfusionMetric MacroF1(int classes) => new(classes, new ConfusionNumber(ClassificationKeys.MacroF1, counts => counts.F1(Averaging.Macro)));
}
