namespace Lab.Hooks.Tests.Shared;

public sealed class SkippedStepsTests
{
    private static readonly NonFinite Found = new()
    {
        Epoch = 1,
        Step = 2,
        Batches = [new BatchSamples(1, [4, 7])],
        Samples = ["a.jpg", "b.jpg"],
        Loss = double.NaN,
        Policy = NonFinitePolicy.SkipStep,
    };

    [Test]
    public void The_text_log_names_what_was_found_and_the_loss_of_a_skipped_step_spoils_no_later_one()
    {
        using var folder = new TemporaryFolder();
        using (var hook = new TextLogHook(new TextLogOptions { Every = new StepCount(1) }))
        {
            hook.OnRunStart(Events.Run(folder.Path, epochs: 1));
            hook.OnEpochStart(new EpochStart(Phase.Train, 1, 3, 0, 30));
            hook.OnBatchEnd(Events.Batch(1, 0, 1, loss: 1), new RunControl());
            hook.OnNonFinite(Found, new RunControl());
            hook.OnBatchEnd(Events.Batch(1, 1, 2, loss: double.NaN) with { Stepped = false }, new RunControl());
            hook.OnBatchEnd(Events.Batch(1, 2, 3, loss: 3), new RunControl());
            hook.OnEpochEnd(Events.End(Phase.Train, 1, 3, 2) with { SkippedSteps = 1 });
        }

        var lines = File.ReadAllLines(folder.File("log.txt")).TakeLast(4).ToList();
        Assert.That(lines[0], Does.EndWith("epoch 1 step 1: loss 1, learning rate 0.01"));
        Assert.That(lines[1], Does.EndWith("not a finite number in epoch 1, step 2, batch 1: the loss is NaN (samples: a.jpg, b.jpg): the step is skipped"));
        Assert.That(lines[2], Does.EndWith("epoch 1 step 3: loss 3, learning rate 0.01"));
        Assert.That(lines[3], Does.EndWith(", 1 step skipped"));
    }
}
