using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Checkpoints;

namespace Lab.Training;

/// <content>What a checkpoint holds of a run, when it is written, and how the run goes on from it.</content>
internal sealed partial class FitRun<TInput, TOutput, TTarget>
{
    private const int StateVersion = 1;

    private void SaveIfAsked()
    {
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
            _parts.Checkpoints?.Delete(name);
        }

        _control.Clear();
    }

    private void Save(JsonObject state, IReadOnlyCollection<string> marks)
    {
        if (_parts.Checkpoints is null)
        {
            return;
        }

        _hooks.Checkpoint(_position);
        using var scope = torch.NewDisposeScope();
        _parts.Checkpoints.Write(
            new CheckpointContent(
                _position,
                StateDictionary.Capture(_parts.Model),
                [.. _optimizer.CaptureState(), .. StateDictionary.Capture(_parts.Loss!).Select(pair => KeyValuePair.Create(Checkpoint.LossPrefix + pair.Key, pair.Value))],
                state),
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
        ["train"] = _totals.Capture(),
        ["schedule"] = _scheduleState?.Capture(),
        ["hooks"] = new JsonObject(_hooks.Stateful.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)part.Capture()))),
    };

    private void Restore(Checkpoint checkpoint)
    {
        var state = checkpoint.ReadState();
        Expect(state, "version", StateVersion, "the version of Lab that wrote it");
        Expect(state, "seed", _options.Seed, "the same --seed");
        Expect(state, "batches", _train.BatchCount, "the same data and batch size");
        Expect(state, "samples", _train.SampleCount, "the same data");
        Expect(state, "batchSize", _train.PlannedSamples(0), "the same --batch-size");
        Expect(state, "window", _hooks.Window, "the same accumulation of batches");
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
        _totals.Restore(state["train"]!.AsObject());
        _scheduleState?.Restore(state["schedule"]?.AsObject() ?? throw new LabValidationException([$"{checkpoint.Folder} holds no state for the schedule: continue with the schedule that the run was started with."]));
        RestoreHooks(state["hooks"]!.AsObject(), checkpoint.Folder);
        _position = checkpoint.Position;
        DeleteLeftovers(state);
    }

    // What was to go once the checkpoint was written, if a kill came between.
    private void DeleteLeftovers(JsonObject state)
    {
        foreach (var name in state["deletions"]?.AsArray() ?? [])
        {
            _parts.Checkpoints?.Delete(name!.GetValue<string>());
        }
    }

    private void RestoreHooks(JsonObject states, string folder)
    {
        var missing = _hooks.Stateful.Where(part => !states.ContainsKey(part.Key)).Select(part => $"it holds no state for the hook {part.Key}, which this run has").ToList();
        var surplus = states.Where(pair => _hooks.Stateful.All(part => part.Key != pair.Key)).Select(pair => $"it holds the state of the hook {pair.Key}, which this run lacks").ToList();
        if (missing.Count + surplus.Count > 0)
        {
            throw new LabValidationException([$"{folder} does not fit this run: {string.Join("; ", [.. missing, .. surplus])}. Continue with the hooks that the run was started with."]);
        }

        foreach (var part in _hooks.Stateful)
        {
            part.Restore(states[part.Key]!.AsObject());
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
