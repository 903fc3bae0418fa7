using System.Text.Json.Nodes;
using Lab.Options;
using Lab.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hosting;

/// <content>The data of a run, and what must be true of it before it is used.</content>
internal sealed partial class Experiment<TSample, TInput, TOutput, TTarget>
{
    private DataSplits<TSample> OpenUnchecked(IServiceProvider provider) => provider.GetRequiredService<SplitOptions>().Apply(definition.Data!(provider).Open());

    private DataSplits<TSample> OpenData(IServiceProvider provider, params Phase[] needed)
    {
        var splits = OpenUnchecked(provider);
        var problems = needed.Where(phase => phase != Phase.Validation && splits.For(phase) is null)
            .Select(phase => $"Experiment '{Name}' has no {phase.ToString().ToLowerInvariant()} data, which this verb needs.").ToList();
        foreach (var (left, right) in new[] { (Phase.Train, Phase.Validation), (Phase.Train, Phase.Test), (Phase.Validation, Phase.Test) })
        {
            if (splits.For(left) is { } one && splits.For(right) is { } other && SplitCheck.Overlap(one, other) is { Count: > 0 } shared)
            {
                problems.Add(SplitCheck.Explain(shared, left, right));
            }
        }

        return problems.Count == 0 ? splits : throw new LabValidationException(problems);
    }

    private void CheckData(IServiceProvider provider, DataSplits<TSample> splits, CancellationToken cancellation)
    {
        var problems = definition.DataChecks.SelectMany(create => create(provider).Problems(splits, cancellation)).ToList();
        if (problems.Count > 0)
        {
            throw new LabValidationException(problems);
        }
    }

    // The order of an epoch is the order of the data: with other files the run would not go on, it would start anew unseen.
    private static void CheckSameData(RunFolder folder, DataSplits<TSample> splits)
    {
        var problems = new[] { Phase.Train, Phase.Validation }
            .Where(phase => splits.For(phase) is not null)
            .Select(phase => (Name: phase.ToString().ToLowerInvariant(), Now: RunRecord.Data(splits.For(phase)!)))
            .Where(data => folder.Record["data"]?[data.Name] is { } then && !JsonNode.DeepEquals(then, data.Now))
            .Select(data => $"The {data.Name} data is not what {folder.Path} was started with ({data.Now["samples"]} samples now, {folder.Record["data"]![data.Name]!["samples"]} then, or other names, classes or groups): resume with the same data, or start a new run.")
            .ToList();
        if (problems.Count > 0)
        {
            throw new LabValidationException(problems);
        }
    }

    // Another sampler would give the epoch that is under way another order, other views of a probe other features; a setting of either does the same.
    private static void CheckSameEpochs(RunFolder folder, BoundOptions options)
    {
        var problems = options.Of<SamplingOptions>().Concat(options.Of<ProbeOptions>())
            .Select(option => (option.Name, Then: folder.Options.GetValueOrDefault(option.Name, option.Default), Now: options.Texts.GetValueOrDefault(option.Name, string.Empty)))
            .Where(option => option.Then != option.Now)
            .Select(option => $"--{option.Name} {(option.Now.Length > 0 ? option.Now : "not set")}: the run was started with {(option.Then.Length > 0 ? option.Then : "none")}, and its epochs hang on it. Resume with the same, or start a new run.")
            .ToList();
        if (problems.Count > 0)
        {
            throw new LabValidationException(problems);
        }
    }

    // What was trained on must not judge: a split of other data, or a changed file, may have moved samples across.
    private static void CheckSameSplit(RunFolder folder, DataSplits<TSample> splits)
    {
        var (then, now) = (folder.Record["split"]?["hash"]?.GetValue<string>(), splits.Split?.Hash);
        if (then is not null && then != now)
        {
            throw new LabValidationException([$"The validation data is not that of {folder.Path}: its split had the hash {then}, this one has {now ?? "none"}, so samples that were trained on may be among it. Use the same data and split options, or --split {Path.Combine(folder.Path, "split.json")}."]);
        }
    }
}
