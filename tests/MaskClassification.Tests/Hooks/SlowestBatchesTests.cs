using MaskClassification.Hooks;

namespace MaskClassification.Tests.Hooks;

public sealed class SlowestBatchesTests
{
    [Test]
    public void The_three_batches_with_the_longest_wait_are_told_longest_first()
    {
        var log = Run(Phase.Train, 900, 100, 400, 60, 300, 200);

        Assert.That(log.Lines, Has.Count.EqualTo(1));
        Assert.That(log.Lines[0], Does.Contain("batch 2 (400 ms), batch 4 (300 ms), batch 5 (200 ms)"));
    }

    [Test]
    public void Short_waits_and_the_first_batch_are_not_worth_telling() => Assert.That(Run(Phase.Train, 900, 10, 50).Lines, Is.Empty);

    [Test]
    public void Only_training_counts() => Assert.That(Run(Phase.Validation, 900, 900).Lines, Is.Empty);

    private static ListLogger<SlowestBatches> Run(Phase phase, params int[] milliseconds)
    {
        var log = new ListLogger<SlowestBatches>();
        using var hook = new SlowestBatches(log);
        hook.OnEpochStart(new EpochStart(phase, 1, milliseconds.Length, 0, milliseconds.Length));
        for (var batch = 0; batch < milliseconds.Length; batch++)
        {
            hook.OnBatchEnd(
                new BatchEnd { Phase = phase, Epoch = 1, Batch = batch, Indices = [batch], Loss = 1, Step = batch + 1, DataWait = TimeSpan.FromMilliseconds(milliseconds[batch]) },
                control: null!);
        }

        hook.OnEpochEnd(new EpochEnd
        {
            Phase = phase,
            Epoch = 1,
            Step = milliseconds.Length,
            Metrics = MetricValues.Empty,
            Samples = milliseconds.Length,
            Duration = TimeSpan.Zero,
            DataWait = TimeSpan.Zero,
        });
        return log;
    }
}
