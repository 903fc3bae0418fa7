namespace Lab.Metrics;

/// <summary>The numbers of classes and of averages over them, for metrics that show several.</summary>
internal static class ClassNumbers
{
    public static ConfusionNumber[] Averaged(Averaging averaging) => averaging switch
    {
        Averaging.Macro => Averaged(averaging, ClassificationKeys.MacroPrecision, ClassificationKeys.MacroRecall, ClassificationKeys.MacroF1),
        Averaging.Micro => Averaged(averaging, ClassificationKeys.MicroPrecision, ClassificationKeys.MicroRecall, ClassificationKeys.MicroF1),
        Averaging.Weighted => Averaged(averaging, ClassificationKeys.WeightedPrecision, ClassificationKeys.WeightedRecall, ClassificationKeys.WeightedF1),
        _ => throw new ArgumentOutOfRangeException(nameof(averaging), averaging, "Averaging is Macro, Micro or Weighted."),
    };

    public static ConfusionNumber[] PerClass(IReadOnlyList<string> classNames) =>
    [
        .. classNames.SelectMany((name, i) => new ConfusionNumber[]
        {
            new(ClassificationKeys.Precision(name), counts => counts.Precision(i)),
            new(ClassificationKeys.Recall(name), counts => counts.Recall(i)),
            new(ClassificationKeys.F1(name), counts => counts.F1(i)),
        }),
    ];

    private static ConfusionNumber[] Averaged(Averaging averaging, MetricKey precision, MetricKey recall, MetricKey f1) =>
    [
        new(precision, counts => counts.Precision(averaging)),
        new(recall, counts => counts.Recall(averaging)),
        new(f1, counts => counts.F1(averaging)),
    ];
}
