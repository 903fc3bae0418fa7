using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Checkpoints;
using Lab.Inference;
using Lab.Profiling;
using Lab.Weights;

namespace Lab.Training;

/// <content>What a checkpoint holds of a run, when it is written, and how the run goes on from it.</content>
internal sealed partial class FitRun<TInput, TOutput, TTarget>
{
    private const int StateVersion = 1;

    private void SaveIfAsked()
    {
        _checkpoints?.ThrowIfFailed();
        if (_control.CheckpointRequested)
        {
            Save(CaptureState(), [.. _control.Marks]);
        }

        DeleteAsAsked();
    }

    private void SaveCancelled(JsonObject state)
    {
        _end = (RunStatus.Cancelled, "cancelled by the caller");
        Save(state, [.. _control.Marks.Append(LastMark).Distinct()]);
        DeleteAsAsked();
    }

    private void DeleteAsAsked()
    {
        foreach (var name in _control.Deletions)
        {
            _checkpoints?.Delete(name);
        }

        _control.Clear();
    }

    private void Save(JsonObject state, IReadOnlyCollection<string> marks)
    {
        if (_checkpoints is null)
        {
            return;
        }

        _hooks.Checkpoint(_position);
        using var timing = _profiler?.Measure(ProfileSections.Checkpoint);
        using var scope = torch.NewDisposeScope();
        var metadata = new WeightsMetadata(_train.Preparation?.ToJson(), _train.ClassNames, (_parts.Model as IRebuildable)?.Architecture).ToTexts();
        _checkpoints.Write(
            new CheckpointContent(
                _position,
                state,
                new TensorFile(Checkpoint.ModelFile, StateDictionary.Capture(_parts.Model), metadata),
                new TensorFile(Checkpoint.OptimizerFile, [.. _optimizer.CaptureState(), .. StateDictionary.Capture(_parts.Loss!).Select(pair => KeyValuePair.Create(Checkpoint.LossPrefix + pair.Key, pair.Value))]),
                new TensorFile(Checkpoint.AverageFile, _hooks.Averaging?.CaptureTensors() ?? [], metadata),
                new TensorFile(Checkpoint.HooksFile, HookTensors.Capture(_hooks.Tensors))),
            marks);
        _saved = _position;
    }

    // Taken once, after every hook of the step.
    private JsonObject CaptureState() => new()
    {
        ["version"] = StateVersion,
        ["seed"] = _options.Seed,
        ["batches"] = _train.BatchCount,
        ["samples"] = _train.SampleCount,
        ["batchSize"] = _train.PlannedSamples(0),
        ["window"] = _hooks.Window,
        ["learningRate"] = _stepContext.LearningRate,
        ["torchThreads"] = torch.get_num_threads(),
        ["elapsedSeconds"] = Elapsed.TotalSeconds,
        ["validationDue"] = _validationDue,
        ["pendingStop"] = _pendingStop is null ? null : StateJson.ToNode(_pendingStop),
        ["deletions"] = new JsonArray([.. _control.Deletions.Select(name => (JsonNode?)name)]),
        ["lastReport"] = _lastReport is null ? null : StateJson.ToNode(_lastReport),
        ["skippedSteps"] = _skippedSteps,
        ["train"] = _totals.Capture(),
        ["schedule"] = _scheduleState?.Capture(),
        ["averageReady"] = _hooks.Averaging is { IsReady: true },
        ["tensors"] = new JsonArray([.. _hooks.TensorNames.Select(name => (JsonNode?)name)]),
        ["lossScaler"] = _guard.ScalerState?.Capture(),
        ["hooks"] = new JsonObject(_hooks.Stateful.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)part.Capture()))),
    };

    private void Restore(Checkpoint checkpoint)
    {
        var state = checkpoint.ReadState();
        Expect(state, "version", StateVersion, "the version of Lab that wrote it");
        Expect(state, "seed", _options.Seed, "the same --seed");
        Expect(state, "batchSize", _train.PlannedSamples(0), "the same --batch-size");
        Expect(state, "batches", _train.BatchCount, "the same data and batch size");
        Expect(state, "samples", _train.SampleCount, "the same data");
        Expect(state, "window", _hooks.Window, "the same accumulation of batches");
        ExpectNotBeyond(checkpoint.Position);
        checkpoint.LoadModel(_parts.Model);
        checkpoint.LoadLoss(_parts.Loss!);
        using (torch.NewDisposeScope())
        {
            _optimizer.RestoreState(checkpoint.ReadOptimizer());
        }

        if (_options.TorchThreads == 0)
        {
            // Bits depend on the number of threads; the run goes on with the one it had.
            torch.set_num_threads(state["torchThreads"]!.GetValue<int>());
        }

        _stepContext.LearningRate = state["learningRate"]!.GetValue<double>();
        _elapsedBefore = TimeSpan.FromSeconds(state["elapsedSeconds"]!.GetValue<double>());
        _validationDue = state["validationDue"]!.GetValue<bool>();
        _pendingStop = state["pendingStop"]?.Deserialize<StopRequest>(StateJson.Options);
        _lastReport = state["lastReport"]?.Deserialize<EpochReport>(StateJson.Options);
        _skippedSteps = state["skippedSteps"]?.GetValue<long>() ?? 0;
        _totals.Restore(state["train"]!.AsObject());
        _scheduleState?.Restore(state["schedule"]?.AsObject() ?? throw new LabValidationException([$"{checkpoint.Folder} holds no state for the schedule: continue with the schedule that the run was started with."]));
        if (state["lossScaler"] is { } scaler)
        {
            // Without it, another precision was trained in before: the scale finds its size by itself.
            _guard.ScalerState?.Restore(scaler.AsObject());
        }

        RestoreHooks(state["hooks"]!.AsObject(), checkpoint.Folder);
        RestoreTensors([.. state["tensors"]!.AsArray().Select(name => name!.GetValue<string>())], checkpoint);
        _position = checkpoint.Position;
        _checkpoints?.GoBackTo(checkpoint);
        DeleteLeftovers(state);
    }

    // What was to go once the checkpoint was written, if a kill came between.
    private void DeleteLeftovers(JsonObject state)
    {
        foreach (var name in state["deletions"]?.AsArray() ?? [])
        {
            _checkpoints?.Delete(name!.GetValue<string>());
        }
    }

    private void RestoreHooks(JsonObject states, string folder)
    {
        ExpectHooks([.. states.Select(pair => pair.Key)], [.. _hooks.Stateful.Select(part => part.Key)], "state", folder);
        foreach (var part in _hooks.Stateful)
        {
            part.Restore(states[part.Key]!.AsObject());
        }
    }

    private void RestoreTensors(IReadOnlyList<string> saved, Checkpoint checkpoint)
    {
        ExpectHooks(saved, _hooks.TensorNames, "tensors", checkpoint.Folder);
        using var scope = torch.NewDisposeScope();
        _hooks.Averaging?.RestoreTensors(checkpoint.ReadTensors(Checkpoint.AverageFile));
        HookTensors.Restore(_hooks.Tensors, checkpoint.ReadTensors(Checkpoint.HooksFile));
    }

    private static void ExpectHooks(IReadOnlyList<string> saved, IReadOnlyList<string> present, string what, string folder)
    {
        var missing = present.Except(saved).Select(name => $"it holds no {what} for the hook {name}, which this run has").ToList();
        var surplus = saved.Except(present).Select(name => $"it holds the {what} of the hook {name}, which this run lacks").ToList();
        if (missing.Count + surplus.Count > 0)
        {
            throw new LabValidationException([$"{folder} does not fit this run: {string.Join("; ", [.. missing, .. surplus])}. Continue with the hooks and their options that the run was started with."]);
        }
    }

    // Nothing would be trained, and the end of an epoch that was not asked for be reported.
    private void ExpectNotBeyond(Position position)
    {
        if (position.Step > _totalSteps)
        {
            var asked = (long)_options.Epochs.Value * _plan.Steps > _totalSteps ? $"--maximum-steps {_options.MaximumSteps!.Value.Value}" : $"--epochs {_options.Epochs.Value}";
            throw new LabValidationException([$"{asked} ends at step {_totalSteps}, and the run is already beyond that, at step {position.Step} in epoch {(position.Batch > 0 ? position.Epoch + 1 : position.Epoch)}: there is nothing to train. Resume with more, or without this option."]);
        }
    }

    private static void Expect(JsonObject state, string name, long expected, string advice)
    {
        var found = state[name]!.GetValue<long>();
        if (found != expected)
        {
            throw new LabValidationException([$"The checkpoint was written with {name} {found}, this run has {expected}: continue with {advice}."]);
        }
    }
}
