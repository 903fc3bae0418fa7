using Microsoft.Extensions.Logging;

namespace Lab.Hooks.Tests.LearningRate;

public sealed class LearningRateLogTests
{
    [Test]
    public void Logs_the_rate_of_every_nth_step_once()
    {
        var log = new ListLogger();
        var hook = new LearningRateLog(log, new LearningRateLogOptions { Every = 2.OptimizerSteps() });
        for (var step = 1; step <= 4; step++)
        {
            hook.OnBatchEnd(Events.Batch(1, 2 * step, step - 1, stepped: false), new RunControl());
            hook.OnBatchEnd(Events.Batch(1, (2 * step) + 1, step, rate: step / 8.0), new RunControl());
        }

        Assert.That(log.Lines, Is.EqualTo(new[] { "epoch 1, step 2: learning rate 0.25", "epoch 1, step 4: learning rate 0.5" }));
    }

    [Test]
    public void It_can_be_off_and_needs_no_logger()
    {
        Assert.That(new LearningRateLog(options: new LearningRateLogOptions { Every = null }).IsEnabled, Is.False);
        var hook = new LearningRateLog(options: new LearningRateLogOptions { Every = 1.OptimizerSteps() });
        Assert.That(hook.IsEnabled);
        Assert.That(() => hook.OnBatchEnd(Events.Batch(1, 0, 50), new RunControl()), Throws.Nothing);
    }

    private sealed class ListLogger : ILogger<LearningRateLog>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
