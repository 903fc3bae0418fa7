using Lab.Tests.Training;

namespace Lab.Hooks.Tests.EarlyStopping;

public sealed class MinimumEpochsTests
{
    // Nothing improves by so much, so that the hook asks at the report of the second epoch.
    private static readonly EarlyStoppingOptions AtTheSecondReport = new() { Patience = 1.Epochs(), MinimumChange = 1000 };

    [TestCase(0, 2)]
    [TestCase(2, 2)]
    [TestCase(5, 5)]
    public void The_minimum_of_epochs_beats_early_stopping(int minimum, int expected)
    {
        using var run = new ToyRun(new TrainerOptions { Epochs = 9.Epochs(), MinimumEpochs = minimum.Epochs() }, [new EarlyStoppingHook(AtTheSecondReport)], samples: 16);
        var result = run.Fit();

        Assert.That((result.Status, result.Position.Epoch), Is.EqualTo((RunStatus.Stopped, expected)));
        Assert.That(result.Reason, Does.StartWith(nameof(EarlyStoppingHook)));
    }
}
