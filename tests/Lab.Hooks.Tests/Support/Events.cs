namespace Lab.Hooks.Tests;

/// <summary>Events as a trainer would make them.</summary>
internal static class Events
{
    public static readonly MetricKey Accuracy = new("accuracy");

    public static RunInfo Run(string? folder = null, Position start = default, Phase phase = Phase.Train, int epochs = 3, int stepsPerEpoch = 4, params string[] metrics) => new()
    {
        Experiment = "faces",
        Folder = folder,
        Seed = 7,
        Device = "cpu",
        Phase = phase,
        Start = start,
        Epochs = phase == Phase.Train ? new EpochCount(epochs) : null,
        Steps = new StepCount(phase == Phase.Train ? epochs * stepsPerEpoch : 0),
        StepsPerEpoch = new StepCount(phase == Phase.Train ? stepsPerEpoch : 0),
        Parameters = 12345,
        TrainableParameters = 345,
        Metrics = metrics,
        Options = new Dictionary<string, string> { ["batch-size"] = "10", ["note"] = "a|b" },
    };

    public static BatchEnd Batch(int epoch, int batch, long step, double loss = 0.5, bool stepped = true, int samples = 10, Phase phase = Phase.Train, double rate = 0.01) => new()
    {
        Phase = phase,
        Epoch = epoch,
        Batch = batch,
        Indices = [.. Enumerable.Range(0, samples)],
        Loss = loss,
        Step = step,
        Stepped = stepped && phase == Phase.Train,
        LearningRate = stepped && phase == Phase.Train ? rate : double.NaN,
        DataWait = TimeSpan.FromSeconds(0.1),
    };

    public static EpochEnd End(Phase phase, int epoch, long step, double loss, double? accuracy = null) =>
        End(phase, epoch, step, accuracy is { } value ? [new(MetricKey.Loss, loss), new(Accuracy, value)] : [new(MetricKey.Loss, loss)]);

    public static EpochEnd End(Phase phase, int epoch, long step, params KeyValuePair<MetricKey, double>[] metrics) => new()
    {
        Phase = phase,
        Epoch = epoch,
        Step = step,
        Metrics = new MetricValues(metrics),
        Samples = 40,
        Duration = TimeSpan.FromSeconds(8),
        DataWait = TimeSpan.FromSeconds(2),
        LearningRate = phase == Phase.Train ? 0.01 : double.NaN,
    };

    public static EpochReport Report(int epoch, double validationLoss, double accuracy = 0.5, int stepsPerEpoch = 4) => new(
        epoch,
        epoch * stepsPerEpoch,
        End(Phase.Train, epoch, epoch * stepsPerEpoch, 1.0),
        End(Phase.Validation, epoch, epoch * stepsPerEpoch, validationLoss, accuracy));

    /// <summary>A report with a validation of averaged weights.</summary>
    public static EpochReport AveragedReport(int epoch, double validationLoss, double averageLoss, int stepsPerEpoch = 4) =>
        Report(epoch, validationLoss, stepsPerEpoch: stepsPerEpoch) with { Average = End(Phase.Average, epoch, epoch * stepsPerEpoch, averageLoss, 0.75) };

    /// <summary>A validation in the middle of an epoch.</summary>
    public static EpochReport MidEpoch(int epoch, long step, double validationLoss) =>
        new(epoch, step, null, End(Phase.Validation, epoch, step, validationLoss, 0.5));

    public static RunResult Result(RunStatus status = RunStatus.Completed, string reason = "all epochs are done") =>
        new() { Status = status, Reason = reason, Position = new Position(3, 0, 12), Duration = TimeSpan.FromSeconds(61) };
}
