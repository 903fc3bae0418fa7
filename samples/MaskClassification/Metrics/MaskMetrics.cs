using Lab.Metrics;
using MaskClassification.Data;
using MaskClassification.Models;

namespace MaskClassification.Metrics;

/// <summary>Accuracy, macro F1 and balanced accuracy of the joint class and, under its name, of each part.</summary>
public static class MaskMetrics
{
    /// <summary>What the competition ranks by: macro F1 of the joint class.</summary>
    public static MetricKey Score => ClassificationKeys.MacroF1;

    /// <summary>The metrics, empty.</summary>
    public static Metric<MaskLogits, MaskLabels> Create() => new MetricCollection<MaskLogits, MaskLabels>()
        .Add(null, output => output.Joint, target => target.Joint, new ClassificationMetrics(MaskLabel.ClassNames))
        .Add("mask", output => output.Mask, target => target.Mask, new ClassificationMetrics(MaskLabel.MaskNames))
        .Add("gender", output => output.Gender, target => target.Gender, new ClassificationMetrics(MaskLabel.GenderNames))
        .Add("age", output => output.Age, target => target.Age, new ClassificationMetrics(MaskLabel.AgeNames));
}
