using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Checkpoints;
using Lab.Runs;
using Lab.Training;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lab.Hosting;

/// <content>What a run leaves in its folder beside its checkpoints.</content>
internal sealed partial class Experiment<TSample, TInput, TOutput, TTarget>
{
    // Where a run will write is known before it reads anything.
    private static void CheckWritable(IServiceProvider provider, RunFolder? earlier)
    {
        if (earlier is null)
        {
            RunFolder.EnsureWritable(provider.GetRequiredService<RunOptions>().Output, "Choose another folder with --output.");
        }
        else
        {
            RunFolder.EnsureWritable(earlier.Path, "A run is recorded in its own folder: make it writable, or use a copy of it.");
        }
    }

    private RunFolder CreateFolder(IServiceProvider provider, string verb, IReadOnlyDictionary<string, string> options, DataSplits<TSample> splits, IInputPreparation? preparation = null)
    {
        var now = time.GetLocalNow();
        var record = RunRecord.Create(Name, verb, options, now);
        record["device"] = Devices.Resolve(provider.GetRequiredService<TrainerOptions>().Device, out var problem)?.ToString() ?? throw new LabValidationException([problem!]);
        record["data"] = new JsonObject(Enum.GetValues<Phase>().Where(phase => splits.For(phase) is not null)
            .Select(phase => KeyValuePair.Create(phase.ToString().ToLowerInvariant(), (JsonNode?)RunRecord.Data(splits.For(phase)!))));
        record["heads"] = JsonSerializer.SerializeToNode(definition.Heads.Select(head => head.Head), JsonSerializerOptions.Web);
        record["classes"] = new JsonArray([.. (splits.Train?.ClassNames ?? []).Select(name => (JsonNode?)name)]);
        if (preparation is not null)
        {
            record["preparation"] = preparation.ToJson();
        }

        if (splits.Split is null)
        {
            return RunFolder.Create(provider.GetRequiredService<RunOptions>().Output, Name, now, record);
        }

        record["split"] = RunRecord.Split(splits.Split, splits.Fold);
        var folder = RunFolder.Create(provider.GetRequiredService<RunOptions>().Output, Name, now, record);
        Freeze(splits.Split, folder);
        return folder;
    }

    // So that any later run, on any machine, can train on the same parts.
    private static void Freeze(Split split, RunFolder folder)
    {
        var path = Path.Combine(folder.Path, "split.json");
        try
        {
            split.Write(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            folder.Discard();
            throw new LabValidationException([$"The split cannot be written to {path}: {failure.Message} Choose another folder with --output."]);
        }
    }

    // run.json says how a run ended, whatever happens; a refusal leaves what an earlier run has recorded, and no folder of a new one.
    private RunResult Recorded(RunFolder folder, bool isNew, string entry, Func<Action, RunResult> run)
    {
        var before = folder.Record[entry]?.DeepClone();
        var begun = false;
        try
        {
            var result = run(() =>
            {
                begun = true;
                folder.Set(entry, new JsonObject { ["status"] = "running" });
            });
            folder.Set(entry, RunRecord.Result(result));
            return result;
        }
        catch (Exception error)
        {
            try
            {
                if (isNew && error is LabValidationException && !Directory.Exists(Path.Combine(folder.Path, "checkpoints")))
                {
                    folder.Discard();
                }
                else if (!isNew && (!begun || error is LabValidationException))
                {
                    folder.Set(entry, before);
                }
                else
                {
                    folder.Set(entry, new JsonObject { ["status"] = error is OperationCanceledException ? "cancelled" : "failed", ["reason"] = error.Message });
                }
            }
            catch (Exception second) when (second is LabException or IOException or UnauthorizedAccessException)
            {
                services.GetService<ILogger<LabRunner>>()?.LogError(second, "The failure could not be recorded in {Folder}.", folder.Path);
            }

            throw;
        }
    }

    // A profile that cannot be written makes no run fail that has ended well.
    private void WriteProfile(RunResult result, RunFolder folder)
    {
        if (result.Profile is not { } profile)
        {
            return;
        }

        var path = Path.Combine(folder.Path, "profile.json");
        try
        {
            AtomicFile.WriteAllText(path, profile.ToJson().ToJsonString(StateJson.Options));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            services.GetService<ILogger<LabRunner>>()?.LogError(failure, "The profile could not be written to {Path}.", path);
        }
    }
}
