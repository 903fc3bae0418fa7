namespace Lab.Tests.Optimization.Schedules;

/// <summary>Epoch reports with one number.</summary>
internal static class Reports
{
    public static EpochReport Validation(int epoch, MetricKey key, double value) => new(epoch, epoch, End(Phase.Train, epoch), End(Phase.Validation, epoch, key, value));

    public static EpochReport TrainOnly(int epoch) => new(epoch, epoch, End(Phase.Train, epoch), null);

    public static EpochReport MiddleOfEpoch(int epoch, MetricKey key, double value) => new(epoch, epoch, null, End(Phase.Validation, epoch, key, value));

    private static EpochEnd End(Phase phase, int epoch, MetricKey? key = null, double value = 0) => new()
    {
        Phase = phase,
        Epoch = epoch,
        Step = epoch,
        Metrics = key is null ? MetricValues.Empty : new MetricValues([new(key, value)]),
        Samples = 1,
        Duration = TimeSpan.Zero,
        DataWait = TimeSpan.Zero,
    };
}
