using Lab.Checkpoints;
using Lab.Runs;
using Lab.Weights;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lab.Hosting;

/// <content>The weights that a run begins with, or is judged by.</content>
internal sealed partial class Experiment<TSample, TInput, TOutput, TTarget>
{
    // With the weights of a checkpoint of its own, or, where it begins, of another run or published ones.
    private static void Begin(Model<TInput, TOutput> model, IServiceProvider provider, RunFolder folder, Checkpoint? checkpoint, CancellationToken cancellation)
    {
        if (checkpoint is null)
        {
            Begin(model, provider, folder, cancellation);
        }
        else
        {
            Load(folder, checkpoint, ModelWeights.Raw, model, provider);
        }
    }

    // The folder is told of published weights; what keeps no run has none.
    private static void Begin(Model<TInput, TOutput> model, IServiceProvider provider, RunFolder? folder, CancellationToken cancellation)
    {
        if (provider.GetRequiredService<RunOptions>().From is { } from)
        {
            var run = RunFolder.Open(from);
            Load(run, Choose(run, name: null, provider, out _), ModelWeights.Raw, model, provider);
        }
        else
        {
            LoadPretrained(provider, model, folder, cancellation);
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

    private static void Load(RunFolder folder, Checkpoint checkpoint, ModelWeights weights, torch.nn.Module model, IServiceProvider provider)
    {
        try
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
        catch (UnfitWeightsException unfit) when (OtherOptions(folder, provider) is { Count: > 0 } others)
        {
            throw new LabException($"The model is not that of the run {folder.Path}, where {string.Join("; ", others)}. Leave these options as the run has them. {unfit.Message}", unfit);
        }
    }

    // What a model may be built by: the choice of parts and the options of the experiment's own classes, none of the trainer's.
    private static List<string> OtherOptions(RunFolder folder, IServiceProvider provider)
    {
        var (then, now) = (folder.Options, provider.GetRequiredService<RunScope>().Options);
        return [.. now.OfParts()
            .Select(option => (option.Name, Then: then.GetValueOrDefault(option.Name, option.Default), Now: now.Texts.GetValueOrDefault(option.Name, string.Empty)))
            .Where(option => option.Then != option.Now)
            .Select(option => $"--{option.Name} is {Shown(option.Then)} and here {Shown(option.Now)}")];

        static string Shown(string value) => value.Length > 0 ? value : "not set";
    }
}
