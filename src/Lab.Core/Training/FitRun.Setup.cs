using System.Diagnostics;
using Lab.Checkpoints;
using Lab.Native;
using Lab.Optimization;
using Lab.Profiling;
using Microsoft.Extensions.Logging;

namespace Lab.Training;

/// <content>What a run is made of, and what it remembers between one batch and the next.</content>
internal sealed partial class FitRun<TInput, TOutput, TTarget> : IDisposable
{
    // Where a run that ends by itself is found.
    private const string LastMark = "last";

    // Giving free memory back takes some milliseconds, so it is done now and then.
    private static readonly TimeSpan TrimEvery = TimeSpan.FromSeconds(30);

    private readonly TrainerParts<TInput, TOutput, TTarget> _parts;
    private readonly TrainerOptions _options;
    private readonly DataLoader<TInput, TTarget> _train;
    private readonly DataLoader<TInput, TTarget>? _validation;
    private readonly HookPipeline _hooks;
    private readonly Evaluator<TInput, TOutput, TTarget> _evaluator;
    private readonly Computation<TInput, TOutput> _computation;
    private readonly StepGuard _guard;
    private readonly FinalizerGate _gate;
    private readonly CheckpointWriter? _checkpoints;
    private readonly ILogger _logger;
    private readonly Device _device;
    private readonly Optimizer _optimizer;
    private readonly Schedule? _schedule;
    private readonly StatefulPart? _scheduleState;
    private readonly WindowPlan _plan;
    private readonly Freezing _freezing;
    private readonly PassTotals<TOutput, TTarget> _totals;
    private readonly PassTotals<TOutput, TTarget> _validationTotals;
    private readonly RunControl _control = new();
    private readonly AverageJudge<TInput, TOutput, TTarget> _average;
    private readonly LossContext<TInput, TOutput, TTarget> _lossContext = new();
    private readonly BackwardContext _backwardContext = new();
    private readonly StepContext _stepContext;
    private readonly LossDelegate _loss;
    private readonly BackwardDelegate _backward;
    private readonly StepDelegate _step;
    private readonly RandomKey _torchKey;
    private readonly RandomKey _readKey;
    private readonly RandomKey _batchKey;
    private readonly long _totalSteps;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly CancellationToken _cancellation;

    // Null unless the run is profiled.
    private readonly Profiler? _profiler;
    private long _trimmed = Stopwatch.GetTimestamp();
    private Position _position;
    private Position _saved;
    private long _epochStarted;
    private double _windowLoss;
    private long _windowSamples;
    private long _skippedSteps;
    private TimeSpan _elapsedBefore;
    private StopRequest? _pendingStop;
    private bool _validationDue;
    private bool _admitted;
    private (RunStatus Status, string Reason)? _end;
    private EpochReport? _lastReport;

    public FitRun(
        TrainerParts<TInput, TOutput, TTarget> parts,
        TrainerOptions options,
        DataLoader<TInput, TTarget> train,
        DataLoader<TInput, TTarget>? validation,
        HookPipeline hooks,
        Evaluator<TInput, TOutput, TTarget> evaluator,
        FinalizerGate gate,
        CheckpointWriter? checkpoints,
        List<string> problems,
        ILogger logger,
        CancellationToken cancellation)
    {
        _logger = logger;
        _parts = parts;
        _options = options;
        _train = train;
        _validation = validation;
        _hooks = hooks;
        _evaluator = evaluator;
        _gate = gate;
        _checkpoints = checkpoints;
        _computation = evaluator.Computation;
        _device = _computation.Device;
        _cancellation = cancellation;

        // The optimizer must see the parameters that moving the model to its device has made.
        _optimizer = parts.Optimizer!(parts.Model, parts.Loss!);
        _schedule = parts.Schedule;
        _scheduleState = _schedule is null ? null : StatefulPart.Of(_schedule, "schedule");
        _plan = new WindowPlan(train.BatchCount, hooks.Window, train.PlannedSamples);
        _totals = new PassTotals<TOutput, TTarget>(options.TrainMetrics ? evaluator.CreateMetrics() : [], hasLoss: true);
        _validationTotals = new PassTotals<TOutput, TTarget>(validation is null ? [] : evaluator.CreateMetrics(), hasLoss: true);
        _average = new AverageJudge<TInput, TOutput, TTarget>(hooks.Averaging, evaluator, _control);
        _freezing = new Freezing(options, parts.Model, parts.Loss, _plan.Steps, problems);
        _totalSteps = Math.Min((long)options.Epochs.Value * _plan.Steps, options.MaximumSteps?.Value ?? long.MaxValue);
        var seed = RandomKey.FromSeed(options.Seed);
        _torchKey = seed.Derive("torch").Derive((int)Phase.Train);
        _readKey = seed.Derive("read");
        _batchKey = seed.Derive("batch");
        var scaler = parts.LossScaler?.Invoke() ?? (options.Precision == Precision.Float16 ? new LossScaler() : null);
        _guard = new StepGuard(options, scaler, hooks, _control, train.Describe, parts.Folder, logger);
        _stepContext = new StepContext(_optimizer, new Gradients(_optimizer));
        _hooks.Profiler = _profiler = options.Profile ? new Profiler(synchronize: _device.type == DeviceType.CUDA) : null;
        _loss = hooks.WrapLoss(ComputeLoss);
        _backward = hooks.WrapBackward(ComputeGradients);
        _step = hooks.WrapStep(StepOptimizer);
        _hooks.Where = () => $"at epoch {_position.Epoch + 1}, batch {_position.Batch}, after step {_position.Step}";
    }

    public Position Position => _position;

    public Optimizer Optimizer => _optimizer;

    /// <summary>Every number that this run produces, as phase/name.</summary>
    public IEnumerable<string> Produces => _totals.Keys.Select(key => key.In(Phase.Train))
        .Concat(_validation is null ? [] : _validationTotals.Keys.Select(key => key.In(Phase.Validation)))
        .Concat(_validation is null || _hooks.Averaging is null ? [] : _validationTotals.Keys.Select(key => key.In(Phase.Average)));

    public long StepsPerEpoch => _plan.Steps;

    public long TotalSteps => _totalSteps;

    public void Dispose()
    {
        _hooks.Profiler = null;
        _freezing.Dispose();
        _optimizer.Dispose();
    }
}
