using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Lab.Checkpoints;
using Lab.Native;
using Lab.Training;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lab;

/// <summary>
/// The central pipeline: trains, validates, tests and predicts. Nobody edits it; hooks, model, loss, metrics and data are what an experiment changes.
/// </summary>
/// <typeparam name="TInput">The model's input.</typeparam>
/// <typeparam name="TOutput">The model's output.</typeparam>
/// <typeparam name="TTarget">The targets.</typeparam>
/// <remarks>
/// The order of a fit, with every point at which a hook is called:
/// <code>
/// OptimHook.Attach, states restored, OnRunStart, sanity validation (of which no hook hears)
/// for each epoch
///   OnEpochStart (train)
///   for each window of batches that makes one optimizer step
///     for each batch:  load, OnBatchStart, [Loss: forward and loss], [Backward]
///     gradients ready, unscaled and checked (OnNonFinite), [Step: optimizer], gradients dropped, WeightAveraging.AfterStep
///     OnBatchEnd, then for a validation every n steps: as below
///     stop requests merged, checkpoint (OnCheckpoint before it)
///   OnEpochEnd (train)
///   validation:  OnEpochStart, for each batch (OnBatchStart, OnBatchEnd), OnEpochEnd
///   refresh (where averaged weights need it), average:  the same of the averaged weights
///   OnEpochReport, stop requests merged, checkpoint (OnCheckpoint before it)
/// OnFault if something threw, OnRunEnd, Dispose    (these three in reverse order)
/// </code>
/// What stands in brackets is wrapped by the run's <see cref="OptimHook"/>s. Everything runs synchronously on the calling thread. Forward and loss, of every pass, are computed in
/// <see cref="TrainerOptions.Precision"/>; backward, hooks, step and metrics see float32. Where <see cref="TrainerOptions.NonFinite"/> or loss scaling skips a step, Step is not called.
/// </remarks>
public sealed partial class Trainer<TInput, TOutput, TTarget> : IDisposable
{
    private readonly TrainerParts<TInput, TOutput, TTarget> _parts;
    private readonly TrainerOptions _options;
    private readonly ILogger<Trainer<TInput, TOutput, TTarget>> _logger;
    private readonly HookPipeline _hooks;
    private readonly bool _ownsHooks;
    private bool _disposed;

    /// <summary>A trainer of the given parts. Nothing is checked or touched before the first run.</summary>
    public Trainer(TrainerParts<TInput, TOutput, TTarget> parts, TrainerOptions? options = null, ILogger<Trainer<TInput, TOutput, TTarget>>? logger = null)
        : this(parts, options, logger, ownsHooks: true)
    {
    }

    private Trainer(TrainerParts<TInput, TOutput, TTarget> parts, TrainerOptions? options, ILogger<Trainer<TInput, TOutput, TTarget>>? logger, bool ownsHooks)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = parts;
        _options = options ?? new TrainerOptions();
        _logger = logger ?? NullLogger<Trainer<TInput, TOutput, TTarget>>.Instance;
        _hooks = new HookPipeline(parts.Hooks);
        _ownsHooks = ownsHooks;
    }

    /// <summary>Trains, from the beginning or from a checkpoint.</summary>
    /// <param name="train">The training batches.</param>
    /// <param name="validation">The validation batches, or null for none.</param>
    /// <param name="resume">Where to continue, or null for a new run.</param>
    /// <param name="cancellation">Ends the run after the step that is under way; its state is saved and the result says so.</param>
    /// <exception cref="LabValidationException">Options or wiring are wrong; all problems at once, before any data is read.</exception>
    /// <exception cref="LabException">The run failed; the message says where.</exception>
    public RunResult Fit(
        DataLoader<TInput, TTarget> train, DataLoader<TInput, TTarget>? validation = null, Checkpoint? resume = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        using var gate = Enter();
        using var threads = new ThreadCount();
        var problems = new List<string>();
        StartupChecks.Options(_options, _parts.Folder, problems);
        StartupChecks.Data(train, problems);
        if (_parts.Loss is null || _parts.Optimizer is null)
        {
            problems.Add("Training needs a loss and an optimizer: set Loss and Optimizer of the trainer's parts.");
        }

        if (validation is not null)
        {
            StartupChecks.Data(validation, problems);
            StartupChecks.Classes(train, validation, problems);
            StartupChecks.Groups(train, validation, problems);
        }

        var evaluator = Prepare(train, gate, problems);
        using var checkpoints = _parts.Checkpoints is { } store ? new CheckpointWriter(store, _options.CheckpointBackground, _logger) : null;
        using var run = new FitRun<TInput, TOutput, TTarget>(_parts, _options, train, validation, _hooks, evaluator, gate, checkpoints, problems, _logger, cancellation);
        StartupChecks.Optimizer(run.Optimizer, _parts.Model, _parts.Loss!, problems);
        if (!_parts.IsTrial)
        {
            StartupChecks.Averaging(_hooks.Averaging, run.StepsPerEpoch, run.TotalSteps, problems);
        }

        StartupChecks.Monitors(_hooks, _parts.Schedule, [.. run.Produces], problems);
        ThrowIfAny(problems);
        return Guard(
            Phase.Train,
            () => run.Position,
            () =>
            {
                using var determinism = _options.Deterministic ? Determinism.Require() : null;
                run.Start(resume);
                return run.Run();
            });
    }

    /// <summary>Judges the model on the batches of a loader whose targets are known.</summary>
    /// <returns>A result whose <see cref="RunResult.Metrics"/> holds loss and metrics.</returns>
    /// <inheritdoc cref="Fit" path="/exception"/>
    public RunResult Evaluate(DataLoader<TInput, TTarget> loader, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(loader);
        using var gate = Enter();
        using var threads = new ThreadCount();
        var problems = new List<string>();
        StartupChecks.Data(loader, problems);
        if (_parts.Loss is null)
        {
            problems.Add("Evaluating needs a loss: set Loss of the trainer's parts.");
        }

        var evaluator = Prepare(loader, gate, problems);
        ThrowIfAny(problems);
        var totals = new PassTotals<TOutput, TTarget>(evaluator.CreateMetrics(), hasLoss: true);
        return RunPass(loader, evaluator, totals.Keys, control => evaluator.Evaluate(loader, loader.Phase, totals, epoch: 0, step: 0, control, cancellation), cancellation);
    }

    /// <summary>Gives the model's answers to <paramref name="consume"/>, batch by batch in the loader's order. Its tensors end with the call.</summary>
    /// <inheritdoc cref="Fit" path="/exception"/>
    public RunResult Predict(DataLoader<TInput, TTarget> loader, Action<Batch<TInput, TTarget>, TOutput> consume, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentNullException.ThrowIfNull(consume);
        using var gate = Enter();
        using var threads = new ThreadCount();
        var problems = new List<string>();
        StartupChecks.Data(loader, problems);
        var evaluator = Prepare(loader, gate, problems);
        ThrowIfAny(problems);
        return RunPass(loader, evaluator, [], control => evaluator.Predict(loader, consume, control, cancellation), cancellation);
    }

    /// <summary>Every phase of a fit and which hook is called in it, in order; and the hooks that are off.</summary>
    public string DescribePlan() => RunPlan.Describe(_hooks);

    /// <summary>Disposes of the hooks, the last one first.</summary>
    public void Dispose()
    {
        _disposed = true;
        if (_ownsHooks)
        {
            _hooks.Dispose();
        }
    }

    private FinalizerGate Enter()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        TorchRuntime.EnsureLoaded();
        NativeHeap.KeepFreed();
        return FinalizerGate.Close();
    }

    // Registers, checks and moves the model. The trainer does not go on if anything is wrong.
    private Evaluator<TInput, TOutput, TTarget> Prepare(DataLoader<TInput, TTarget> loader, FinalizerGate gate, List<string> problems)
    {
        ((IModel)_parts.Model).Complete();
        ((IModel?)_parts.Loss)?.Complete();
        StartupChecks.Model(_parts.Model, loader.ClassNames, problems);
        problems.AddRange(_parts.Loss is null ? [] : ModelInspection.Problems(_parts.Loss));
        StartupChecks.Preparation(_parts.Model, loader.Preparation, _logger);
        StartupChecks.Hooks<TInput, TOutput, TTarget>(_hooks, problems);
        var device = Devices.Resolve(_options.Device, out var problem);
        if (problem is not null)
        {
            problems.Add(problem);
        }
        else
        {
            StartupChecks.Precision(_options.Precision, device!, problems, _logger);
        }

        ThrowIfAny(problems);
        if (_options.TorchThreads > 0)
        {
            torch.set_num_threads(_options.TorchThreads);
        }

        _parts.Model.to(device!);
        _parts.Loss?.to(device!);
        if (_options.ChannelsLast)
        {
            MemoryFormats.UseChannelsLast(_parts.Model);
        }

        var computation = new Computation<TInput, TOutput>(_parts.Model, device!, _options);
        return new Evaluator<TInput, TOutput, TTarget>(_parts, _options.Seed, _hooks, gate, computation, _logger);
    }

    private RunResult RunPass(
        DataLoader<TInput, TTarget> loader, Evaluator<TInput, TOutput, TTarget> evaluator, IEnumerable<MetricKey> keys, Func<RunControl, EpochEnd> pass, CancellationToken cancellation)
    {
        _hooks.Where = () => $"during {loader.Phase.ToString().ToLowerInvariant()}";
        var started = Stopwatch.GetTimestamp();
        return Guard(
            loader.Phase,
            () => default,
            () =>
            {
                _hooks.RunStart(new RunInfo
                {
                    Experiment = _parts.Experiment,
                    Folder = _parts.Folder,
                    LogFolder = _parts.LogFolder,
                    Seed = _options.Seed,
                    Device = evaluator.Computation.Device.ToString(),
                    Phase = loader.Phase,
                    Parameters = _parts.Model.parameters().Sum(parameter => parameter.numel()),
                    Metrics = [.. keys.Select(key => key.In(loader.Phase))],
                    Options = _parts.Options,
                });
                EpochEnd? end = null;
                var (status, reason) = (RunStatus.Completed, "the pass is done");
                try
                {
                    end = pass(new RunControl());
                }
                catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
                {
                    (status, reason) = (RunStatus.Cancelled, "cancelled by the caller");
                }

                return new RunResult { Status = status, Reason = reason, Position = default, Metrics = end?.Metrics ?? MetricValues.Empty, Skipped = end?.Skipped ?? 0, Duration = Stopwatch.GetElapsedTime(started), Folder = _parts.Folder };
            });
    }

    // Whatever happens, every hook hears of it: of a fault first, then of the end.
    private RunResult Guard(Phase phase, Func<Position> position, Func<RunResult> body)
    {
        var started = Stopwatch.GetTimestamp();
        RunResult result;
        Exception? fault = null;
        try
        {
            result = body();
        }
        catch (Exception error)
        {
            fault = error as LabException ?? new LabException($"The run failed {_hooks.Where()}: {error.Message.Split('\n')[0].TrimEnd()}", error);
            LogSecondary(_hooks.Fault(new RunFault(fault, position(), phase)));
            result = new RunResult
            {
                Status = RunStatus.Failed,
                Reason = fault.Message,
                Position = position(),
                Duration = Stopwatch.GetElapsedTime(started),
                Folder = _parts.Folder,
            };
        }

        var late = _hooks.RunEnd(result);
        if (fault is not null)
        {
            LogSecondary(late);
            try
            {
                Dispose();
            }
            catch (Exception second)
            {
                LogSecondary([second]);
            }

            ExceptionDispatchInfo.Throw(fault);
        }

        LogSecondary([.. late.Skip(1)]);
        return late.Count == 0 ? result : throw late[0];
    }

    // Errors that hooks raise while they hear of an earlier one must not hide it.
    private void LogSecondary(IReadOnlyList<Exception> errors)
    {
        foreach (var error in errors)
        {
            _logger.LogError(error, "A hook failed while the run was ending.");
        }
    }

    private static void ThrowIfAny(List<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new LabValidationException(problems);
        }
    }
}
