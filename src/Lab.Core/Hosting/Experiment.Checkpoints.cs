using Lab.Checkpoints;
using Lab.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lab.Hosting;

/// <content>The weights that a run begins with, or is judged by.</content>
internal sealed partial class Experiment<TSample, TInput, TOutput, TTarget>
{
    // With the weights of a checkpoint of its own, or, where it begins, of another run or published ones.
    private static void Begin(Model<TInput, TOutput> model, IServiceProvider provider, RunFolder folder, Checkpoint? checkpoint, CancellationToken cancellation)
    {
        if (checkpoint is null && provider.GetRequiredService<RunOptions>().From is { } run)
        {
            checkpoint = Choose(RunFolder.Open(run), name: null, provider, out _);
        }

        if (checkpoint is null)
        {
            LoadPretrained(provider, model, folder, cancellation);
        }
        else
        {
            checkpoint.LoadModel(model);
        }
    }

    // None where none was written: a run that was killed before its first goes on from its beginning.
    private static Checkpoint? NewestOf(RunFolder folder, IServiceProvider provider, string advice, out IReadOnlyList<string> passedOver)
    {
        var checkpoint = folder.Checkpoints.FindNewest(out passedOver);
        var logger = provider.GetService<ILogger<CheckpointStore>>();
        foreach (var fault in passedOver)
        {
            logger?.LogWarning("Passed over a checkpoint: {Fault}", fault);
        }

        return checkpoint is not null || passedOver.Count == 0
            ? checkpoint
            : throw new LabException($"{folder.Path} holds no valid checkpoint{string.Concat(passedOver.Select(fault => $"; {fault.TrimEnd('.')}"))}. {advice}");
    }

    private static Checkpoint Choose(RunFolder folder, string? name, IServiceProvider provider, out IReadOnlyList<string> passedOver)
    {
        passedOver = [];
        name ??= folder.Checkpoints.HasMark("best") ? "best" : null;
        return name is not null
            ? folder.Checkpoints.Open(name)
            : NewestOf(folder, provider, "Train anew.", out passedOver) ?? throw new LabException($"{folder.Path} holds no checkpoint. Train first.");
    }

    private static void Load(Checkpoint checkpoint, ModelWeights weights, torch.nn.Module model)
    {
        if (weights == ModelWeights.Average)
        {
            checkpoint.LoadAverage(model);
        }
        else
        {
            checkpoint.LoadModel(model);
        }
    }
}
