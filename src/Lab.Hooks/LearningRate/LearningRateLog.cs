using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lab.Hooks;

/// <summary>Logs the learning rate that a step used, every so many steps.</summary>
public sealed class LearningRateLog : BatchHook
{
    private readonly long _every;
    private readonly ILogger _log;

    /// <summary>A log of the learning rate.</summary>
    /// <param name="log">Where it goes; nowhere if null.</param>
    /// <param name="options">How often.</param>
    /// <exception cref="LabValidationException">An option is out of its range.</exception>
    public LearningRateLog(ILogger<LearningRateLog>? log = null, LearningRateLogOptions? options = null)
    {
        _log = log ?? NullLogger<LearningRateLog>.Instance;
        _every = (options ?? new LearningRateLogOptions()).Checked().Every?.Value ?? 0;
    }

    /// <inheritdoc/>
    public override bool IsEnabled => _every > 0;

    /// <inheritdoc/>
    public override void OnBatchEnd(BatchEnd batch, RunControl control)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Stepped && batch.Step % _every == 0)
        {
            _log.LogInformation("epoch {Epoch}, step {Step}: learning rate {LearningRate:g4}", batch.Epoch, batch.Step, batch.LearningRate);
        }
    }
}
