using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>
/// Averages the weights of the ends of epochs, or of every so many steps, from some point of the training on, each counting the same (Izmailov et al. 2018, "Averaging Weights Leads to
/// Wider Optima and Better Generalization"). Meant for the last part of a training at a constant or cyclic learning rate.
/// </summary>
/// <remarks>
/// Numbers are those of PyTorch's <c>torch.optim.swa_utils.AveragedModel</c>: the first weights are copied, the n-th move the average by a share of 1 / n, buffers are copied. Where the model
/// has batch normalisation, its statistics are taken anew from the training data at the end of every epoch in which the average has changed, as <c>update_bn</c> does; until then the average is
/// not judged. Which steps count is a matter of the step's number alone: a hook that skips one of them does not put the average off.
/// </remarks>
public sealed class StochasticWeightAveraging : WeightAveraging
{
    private readonly StochasticWeightAveragingOptions _options;
    private long _start;
    private long _every = 1;

    /// <summary>An average with the given options; none without a start.</summary>
    /// <exception cref="LabValidationException">An option is out of its range.</exception>
    [ActivatorUtilitiesConstructor]
    public StochasticWeightAveraging(StochasticWeightAveragingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
    }

    /// <summary>An average that takes in the weights at the end of every epoch after the first <paramref name="startAfter"/>.</summary>
    /// <exception cref="LabValidationException">The start is negative.</exception>
    public StochasticWeightAveraging(Duration startAfter)
        : this(new StochasticWeightAveragingOptions { StartAfter = startAfter })
    {
    }

    /// <inheritdoc/>
    public override bool IsEnabled => _options.StartAfter is not null;

    /// <inheritdoc/>
    public override bool RefreshesBatchNorm => true;

    /// <inheritdoc/>
    public override long FirstStep(long stepsPerEpoch) => (_options.StartAfter?.ToSteps(stepsPerEpoch) ?? 0) + _options.Every.ToSteps(stepsPerEpoch);

    /// <inheritdoc/>
    public override void OnRunStart(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Phase == Phase.Train)
        {
            (_start, _every) = (_options.StartAfter!.Value.ToSteps(run.StepsPerEpoch.Value), _options.Every.ToSteps(run.StepsPerEpoch.Value));
        }
    }

    /// <inheritdoc/>
    public override void AfterStep(long step, bool stepped)
    {
        if (step > _start && (step - _start) % _every == 0)
        {
            Include(1.0 / (Updates + 1));
        }
    }
}
