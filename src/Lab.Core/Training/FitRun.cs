using System.Diagnostics;
using Lab.Checkpoints;
using Lab.Native;
using Lab.Optimization;
using Lab.Profiling;
using Microsoft.Extensions.Logging;

namespace Lab.Training;

/// <summary>
/// The main path of Lab, to be read from top to bottom: <see cref="Run"/>, an epoch, a batch, a step, the end of an epoch. Everything here happens on one thread; how its state
/// gets into a checkpoint and out again stands in FitRun.Checkpoints.cs, what is computed of a batch in FitRun.Batches.cs, what the run is made of in FitRun.Setup.cs.
/// </summary>
internal sealed partial class FitRun<TInput, TOutput, TTarget>
{
    /// <summary>Starts the hooks, at the beginning or where a checkpoint left off.</summary>
    public void Start(Checkpoint? resume)
    {
        _hooks.Attach(new OptimParts(_parts.Model, _optimizer, _device));
        if (resume is not null)
        {
            Restore(resume);
        }

        Freeze();

        // Where nothing is done there is nothing to save: such a run is resumed from its beginning.
        _saved = _position;
        _hooks.RunStart(new RunInfo
        {
            Experiment = _parts.Experiment,
            Folder = _parts.Folder,
            LogFolder = _parts.LogFolder,
            Seed = _options.Seed,
            Device = _device.ToString(),
            Phase = Phase.Train,
            Start = _position,
            Epochs = _options.Epochs,
            Steps = new StepCount(_totalSteps),
            StepsPerEpoch = new StepCount(_plan.Steps),
            Parameters = _parts.Model.parameters().Sum(parameter => parameter.numel()),
            TrainableParameters = ParameterGroups.Trainable(_parts.Model).Sum(pair => pair.Value.numel()) + _freezing.TrainedLater(_totalSteps),
            Metrics = [.. Produces],
            Options = _parts.Options,
        });
        if (resume is null && _validation is not null && _options.SanityBatches.Value > 0)
        {
            using var timing = _profiler?.Measure(ProfileSections.SanityValidation);
            SanityValidation.Run(_evaluator.Unobserved(), _validation, _options.SanityBatches, _cancellation);
        }
    }

    public RunResult Run()
    {
        if (_validationDue)
        {
            // The run was cancelled during a validation in the middle of an epoch.
            ReportMidEpoch();
        }

        if (_end is null && _position.Batch < _train.BatchCount)
        {
            // A run that had come to its end, or to a stop, before it was killed.
            DecideEnd();
            SaveIfAsked();
            if (_end is { Status: RunStatus.Completed } && _position.Batch > 0 && !(_lastReport is { Train: not null } report && report.Step == _position.Step))
            {
                // Its last epoch was cut short by the limit of steps or time, and not yet validated: no batch is left to train.
                TrainEpoch(_position.Epoch + 1);
                CloseEpoch(_position.Epoch + 1);
            }
        }

        while (_end is null)
        {
            TrainEpoch(_position.Epoch + 1);
            if (_end is null or { Status: RunStatus.Completed })
            {
                CloseEpoch(_position.Epoch + 1);
            }
        }

        if (_saved != _position)
        {
            Save(CaptureState(), [LastMark]);
        }

        _checkpoints?.Complete();
        return new RunResult
        {
            Status = _end.Value.Status,
            Reason = _end.Value.Reason,
            Position = _position,
            LastReport = _lastReport,
            SkippedSteps = _skippedSteps,
            Duration = Elapsed,
            Folder = _parts.Folder,
            Profile = _profiler?.Report(),
        };
    }

    private void TrainEpoch(int epoch)
    {
        _parts.Model.train();
        _parts.Loss!.train();
        _epochStarted = Stopwatch.GetTimestamp();
        _hooks.EpochStart(new EpochStart(Phase.Train, epoch, _train.BatchCount, _position.Batch, _train.SampleCount));

        // The loader does not see the caller's token: a cancelled run finishes its step first.
        using var pass = _train.Open(epoch, _position.Batch, _device, CancellationToken.None);
        var skippedBefore = _totals.Skipped;
        for (var number = _position.Batch; _end is null && TrainBatch(pass, epoch, number); number++)
        {
            _totals.Skipped = skippedBefore + pass.Skipped;
            if (_plan.Closes(number))
            {
                CloseStep();
            }

            _gate.Breathe();
        }

        _evaluator.WarnOfSkipped(Phase.Train, pass);
    }

    private bool TrainBatch(LoaderPass<TInput, TTarget> pass, int epoch, int number)
    {
        // Every tensor of the batch, the user's forgotten ones included, ends with this scope.
        using var scope = torch.NewDisposeScope();
        TorchRandom.Rekey(_readKey.Derive(epoch).Derive(number));
        if (Next(pass) is not { } batch)
        {
            return false;
        }

        _totals.DataWait += pass.LastWait;
        if (_hooks.SeesBatches)
        {
            _hooks.BatchStart(new BatchStart(Phase.Train, epoch, number, batch.Indices));
        }

        // After the observers: what they draw must not show in the weights.
        TorchRandom.Rekey(_torchKey.Derive(epoch).Derive(number));
        if (_plan.Opens(number))
        {
            Freeze();
            _windowLoss = 0;
            _windowSamples = 0;
            _guard.Open(epoch, _position.Step + 1);
        }

        var loss = batch.Count == 0 ? _guard.Miss() : AccumulateBatch(batch, epoch, number);
        var closes = _plan.Closes(number);
        if (closes)
        {
            StepWindow(batch, epoch, number);
        }

        if (_hooks.SeesBatches)
        {
            // Checkpoints lie between steps: what is asked for within a window is saved when it is closed.
            _control.CheckpointStep = closes ? _position.Step : _position.Step + 1;
            _hooks.BatchEnd(
                new BatchEnd
                {
                    Phase = Phase.Train,
                    Epoch = epoch,
                    Batch = number,
                    Indices = batch.Indices,
                    Loss = loss,
                    Step = _position.Step,
                    Stepped = closes && _stepContext.Stepped,
                    LearningRate = closes ? _stepContext.LearningRate : double.NaN,
                    DataWait = pass.LastWait,
                },
                _control);
        }

        return true;
    }

    private void Freeze()
    {
        if (_freezing.Enter(_position.Step))
        {
            _logger.LogInformation("After step {Step}: {Frozen}.", _position.Step, _freezing.Describe());
        }
    }

    private void StepWindow(Batch<TInput, TTarget> batch, int epoch, int number)
    {
        var context = _stepContext;
        context.Stepped = false;
        if (_windowSamples > 0)
        {
            ScaleToSamples(number);
            context.Epoch = epoch;
            context.Number = _position.Step + 1;
            context.Samples = (int)_windowSamples;
            context.Loss = _windowLoss / _windowSamples;
            context.LearningRate = _schedule?.RateAt(_parts.LearningRate, new SchedulePosition(_position.Step, _plan.Steps, _totalSteps)) ?? _parts.LearningRate;
            context.Recomputation = _hooks.Recomputes ? Recomputation(batch, epoch, number) : null;
            _admitted = _guard.Allows(context);
            if (_admitted)
            {
                _step(context);
            }

            if (!context.Stepped)
            {
                _totals.SkippedSteps++;
                _skippedSteps++;
            }

            using (_profiler?.Measure(ProfileSections.ZeroGradients))
            {
                _optimizer.ZeroGradients();
            }
        }

        _position = _position with { Batch = number + 1, Step = _position.Step + 1 };
        _hooks.AfterStep(_position.Step, context.Stepped);
    }

    // After a window that is not the epoch's last: the last one is closed with the epoch.
    private void CloseStep()
    {
        if (_position.Batch == _train.BatchCount)
        {
            return;
        }

        // The run's last step is validated when its epoch is closed.
        if (_validation is not null && _options.ValidateEvery is { Unit: DurationUnit.OptimizerStep } every && _position.Step % every.Count == 0 && _position.Step < _totalSteps)
        {
            _validationDue = true;
            ReportMidEpoch();
            if (_end is not null)
            {
                return;
            }
        }

        DecideEnd();
        SaveIfAsked();
    }

    private void CloseEpoch(int epoch)
    {
        // What a run that is cancelled during the validation goes back to.
        MergeStops();
        var boundary = (_position, State: CaptureState());
        var trainEnd = EndOf(Phase.Train, epoch, _totals, Stopwatch.GetElapsedTime(_epochStarted), _stepContext.LearningRate);
        _hooks.EpochEnd(trainEnd);
        if (_position.Batch == _train.BatchCount)
        {
            _position = new Position(epoch, 0, _position.Step);
        }

        if (!TryValidate(IsValidationDue(epoch), isEpochEnd: true, epoch, out var validationEnd, out var averageEnd))
        {
            _position = boundary._position;
            SaveCancelled(boundary.State);
            return;
        }

        if (Stopwatch.GetElapsedTime(_trimmed) > TrimEvery)
        {
            NativeHeap.Trim();
            _trimmed = Stopwatch.GetTimestamp();
        }

        if (_position.Batch == 0)
        {
            // An epoch that the limit of steps cut short may go on after a resume.
            _totals.Reset();
        }

        Report(new EpochReport(epoch, _position.Step, trainEnd, validationEnd, averageEnd));
        DecideEnd();
        SaveIfAsked();
    }

    private void ReportMidEpoch()
    {
        MergeStops();
        var state = CaptureState();
        if (!TryValidate(due: true, isEpochEnd: false, _position.Epoch + 1, out var validationEnd, out var averageEnd))
        {
            SaveCancelled(state);
            return;
        }

        _validationDue = false;
        Report(new EpochReport(_position.Epoch + 1, _position.Step, null, validationEnd, averageEnd));
    }

    private bool IsValidationDue(int epoch) => _position.Step >= _totalSteps || _options.ValidateEvery switch
    {
        { Unit: DurationUnit.Epoch } every => epoch % every.Count == 0,
        var every => _position.Step % every.Count == 0,
    };

    private bool TryValidate(bool due, bool isEpochEnd, int epoch, out EpochEnd? validation, out EpochEnd? average)
    {
        validation = average = null;
        _control.CheckpointStep = _position.Step;
        var judged = due ? _validation : null;
        try
        {
            using var timing = _profiler?.Measure(ProfileSections.Validation);
            if (judged is not null)
            {
                validation = _evaluator.Evaluate(judged, judged.Phase, _validationTotals, epoch, _position.Step, _control, _cancellation);
            }

            if (isEpochEnd)
            {
                // Within an epoch the training data is in use.
                _average.Complete(_train, epoch, _position.Step, _cancellation);
            }

            if (judged is not null)
            {
                average = _average.Validate(judged, _validationTotals, epoch, _position.Step, _cancellation);
            }

            return true;
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Report(EpochReport report)
    {
        _lastReport = report;
        _control.CheckpointStep = _position.Step;
        _schedule?.OnEpochReport(report);
        _hooks.EpochReport(report, _control);
    }

    private void MergeStops() => _pendingStop ??= _control.StopRequests.Count > 0 ? _control.StopRequests[0] : null;

    private void DecideEnd()
    {
        MergeStops();
        if (_cancellation.IsCancellationRequested)
        {
            _end = (RunStatus.Cancelled, "cancelled by the caller");
        }
        else if (_pendingStop is { } stop && _position.Epoch >= _options.MinimumEpochs.Value)
        {
            _end = (RunStatus.Stopped, $"{stop.Hook}: {stop.Reason}");
        }
        else if (_position.Step >= _totalSteps)
        {
            _end = (RunStatus.Completed, $"all {_totalSteps} steps are done");
        }
        else if (_options.MaximumTime is { } limit && Elapsed >= limit)
        {
            _end = (RunStatus.Completed, $"the time of {limit} is used");
        }
    }

    private TimeSpan Elapsed => _elapsedBefore + Stopwatch.GetElapsedTime(_started);

    private EpochEnd EndOf(Phase phase, int epoch, PassTotals<TOutput, TTarget> totals, TimeSpan duration, double rate) => new()
    {
        Phase = phase,
        Epoch = epoch,
        Step = _position.Step,
        Metrics = totals.Compute(),
        Samples = totals.Samples,
        Skipped = totals.Skipped,
        SkippedSteps = totals.SkippedSteps,
        IsPartial = phase == Phase.Train && _position.Batch < _train.BatchCount,
        Duration = duration,
        DataWait = totals.DataWait,
        LearningRate = rate,
    };
}
