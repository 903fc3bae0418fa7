using Lab.Checkpoints;
using Lab.Optimization;
using Microsoft.Extensions.Logging;

namespace Lab.Training;

/// <summary>
/// Stands between the gradients of a window and its step: takes the loss scaling off them, finds losses and gradients that are not finite, tells of them and says whether the step is made.
/// </summary>
internal sealed class StepGuard
{
    private const int MostWarnings = 10;

    private readonly TrainerOptions _options;
    private readonly HookPipeline _hooks;
    private readonly RunControl _control;
    private readonly Func<int, string> _describe;
    private readonly NonFiniteDump? _dump;
    private readonly ILogger _logger;
    private readonly LossScaler? _scaler;
    private readonly List<(int Batch, IReadOnlyList<int> Indices)> _window = [];
    private LossContext? _last;
    private int _epoch;
    private long _step;
    private bool _lossFailed;
    private int _warnings;

    public StepGuard(TrainerOptions options, LossScaler? scaler, HookPipeline hooks, RunControl control, Func<int, string> describe, string? folder, ILogger logger)
    {
        _options = options;
        _scaler = scaler;
        _hooks = hooks;
        _control = control;
        _describe = describe;
        _dump = options.DumpNonFinite && folder is not null ? new NonFiniteDump(folder, logger) : null;
        _logger = logger;
        ScalerState = scaler is null ? null : StatefulPart.Of(scaler, "lossScaler");
    }

    /// <summary>What the losses of the window are multiplied by before their backward passes.</summary>
    public double Scale => _scaler?.Scale ?? 1;

    /// <summary>The state of the loss scaling, or null without one.</summary>
    public StatefulPart? ScalerState { get; }

    /// <summary>A window begins, whose step will have the number <paramref name="step"/>.</summary>
    public void Open(int epoch, long step)
    {
        _window.Clear();
        _lossFailed = false;
        (_epoch, _step) = (epoch, step);
    }

    /// <summary>A batch has no sample that could be read: what there is of the window's other batches has ended with them.</summary>
    /// <returns>Its loss, NaN.</returns>
    public double Miss()
    {
        _last = null;
        return double.NaN;
    }

    /// <summary>Whether a batch of the window counts in the epoch's numbers.</summary>
    /// <exception cref="LabException">Its loss is not finite, and the policy is to stop.</exception>
    public bool Admits(LossContext context, IReadOnlyList<int> indices, double loss)
    {
        _window.Add((context.Batch, indices));
        _last = context;
        if (double.IsFinite(loss))
        {
            return true;
        }

        _lossFailed = true;
        Tell(loss, [_window[^1]], []);
        return _options.NonFinite == NonFinitePolicy.Continue;
    }

    /// <summary>Makes the window's gradients ready for the hooks around the step, and says whether there is to be one.</summary>
    /// <param name="step">The step.</param>
    /// <param name="again">Whether the gradients are those of a second pass for the same step.</param>
    /// <exception cref="LabException">A gradient is not finite, and the policy is to stop.</exception>
    public bool Allows(StepContext step, bool again = false)
    {
        if (_scaler is { } scaler)
        {
            var mends = !scaler.IsAtMinimum;
            if (scaler.Unscale(step.Gradients, again))
            {
                return !_lossFailed || _options.NonFinite == NonFinitePolicy.Continue;
            }

            if (mends)
            {
                return false;
            }
        }
        else if (!_lossFailed && step.Gradients.AreFinite())
        {
            return true;
        }

        if (!_lossFailed)
        {
            Tell(step.Loss, _window, step.Gradients.NonFinite());
        }

        return _options.NonFinite == NonFinitePolicy.Continue;
    }

    private void Tell(double loss, IEnumerable<(int Batch, IReadOnlyList<int> Indices)> batches, IReadOnlyList<string> parameters)
    {
        var found = new NonFinite
        {
            Epoch = _epoch,
            Step = _step,
            Batches = [.. batches.Select(batch => new BatchSamples(batch.Batch, batch.Indices))],
            Samples = [.. batches.SelectMany(batch => batch.Indices).Select(_describe)],
            Loss = loss,
            Parameters = parameters,
            Policy = _options.NonFinite,
        };
        found = found with { Dump = _last is { } last ? _dump?.Write(found, last.Values) : null };
        _control.CheckpointStep = _step;
        _hooks.NonFinite(found, _control);
        if (_options.NonFinite == NonFinitePolicy.Stop)
        {
            throw new LabException($"Not a finite number in {found.Describe()}. {Advice(found)}");
        }

        if (_warnings++ < MostWarnings)
        {
            _logger.LogWarning(
                "Not a finite number in {Found}. {Consequence}{Last}",
                found.Describe(),
                _options.NonFinite == NonFinitePolicy.SkipStep ? "The step is skipped." : "The run goes on.",
                _warnings == MostWarnings ? " Further ones are counted, not logged." : string.Empty);
        }
    }

    private string Advice(NonFinite found) => "Try a lower --learning-rate, a --warmup or clipped gradients"
        + (_options.Precision == Precision.Float32 ? string.Empty : ", or --precision float32")
        + (found.Dump is { } dump ? $"; the batch is in {dump}" : "; look at the batch with --dump-non-finite")
        + "; --non-finite skip-step goes on without such steps. What was saved before can be resumed.";
}
