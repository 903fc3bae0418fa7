using System.Reflection;
using System.Text;

namespace Lab.Training;

/// <summary>Prints the phases of a run and which hooks take part in each, in the order in which they run.</summary>
internal static class RunPlan
{
    private static readonly Entry[] Fit =
    [
        new("run start", nameof(OptimHook.Attach), nameof(Hook.OnRunStart)),
        new("epoch start (train)", nameof(EpochHook.OnEpochStart)),
        new("  batch start", nameof(BatchHook.OnBatchStart)),
        new("  forward and loss", nameof(OptimHook.Loss)) { Core = "model and loss" },
        new("  backward", nameof(OptimHook.Backward)) { Core = "autograd" },
        new("  loss or gradient not finite", nameof(EpochHook.OnNonFinite)),
        new("  optimizer step", nameof(OptimHook.Step)) { Core = "optimizer" },
        new("  weights averaged", nameof(WeightAveraging.AfterStep)) { OfAverage = true },
        new("  batch end", nameof(BatchHook.OnBatchEnd)),
        new("epoch end (train)", nameof(EpochHook.OnEpochEnd)),
        new("validation: epoch start", nameof(EpochHook.OnEpochStart)),
        new("  batch start", nameof(BatchHook.OnBatchStart)),
        new("  batch end", nameof(BatchHook.OnBatchEnd)),
        new("validation: epoch end", nameof(EpochHook.OnEpochEnd)),
        new("refresh, average: as validation", nameof(EpochHook.OnEpochStart), nameof(BatchHook.OnBatchStart), nameof(BatchHook.OnBatchEnd), nameof(EpochHook.OnEpochEnd)) { OfAverage = true },
        new("report of the epoch", nameof(EpochHook.OnEpochReport)),
        new("stop requests merged"),
        new("checkpoint", nameof(EpochHook.OnCheckpoint)),
        new("fault (in reverse)", nameof(Hook.OnFault)) { InReverse = true },
        new("run end (in reverse)", nameof(Hook.OnRunEnd)) { InReverse = true },
        new("dispose (in reverse)", nameof(Hook.Dispose)) { InReverse = true },
    ];

    private static readonly Entry[] Pass =
    [
        new("run start", nameof(Hook.OnRunStart)),
        new("epoch start", nameof(EpochHook.OnEpochStart)),
        new("  batch start", nameof(BatchHook.OnBatchStart)),
        new("  batch end", nameof(BatchHook.OnBatchEnd)),
        new("epoch end", nameof(EpochHook.OnEpochEnd)),
        new("fault (in reverse)", nameof(Hook.OnFault)) { InReverse = true },
        new("run end (in reverse)", nameof(Hook.OnRunEnd)) { InReverse = true },
        new("dispose (in reverse)", nameof(Hook.Dispose)) { InReverse = true },
    ];

    public static string Describe(HookPipeline hooks)
    {
        var text = new StringBuilder();
        Write(text, "train", Fit, hooks.Active);
        Write(text.AppendLine(), "evaluate, predict: a pass that runs alone", Pass, [.. hooks.Active.Where(hook => hook is not OptimHook)]);
        if (hooks.All.Except(hooks.Active).ToList() is { Count: > 0 } off)
        {
            text.AppendLine().Append("off: ").AppendJoin(", ", off.Select(hook => hook.Name)).AppendLine();
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string title, Entry[] entries, IReadOnlyList<Hook> hooks)
    {
        text.AppendLine(title);
        var averages = hooks.Any(hook => hook is WeightAveraging);
        foreach (var entry in entries.Where(entry => averages || !entry.OfAverage))
        {
            text.AppendLine($"  {entry.Phase,-34} {entry.Takers(hooks)}".TrimEnd());
        }
    }

    private sealed record Entry(string Phase, params string[] Members)
    {
        public bool InReverse { get; init; }

        /// <summary>Whether the phase is there only where weights are averaged.</summary>
        public bool OfAverage { get; init; }

        /// <summary>What the hooks wrap, if they nest.</summary>
        public string? Core { get; init; }

        public string Takers(IReadOnlyList<Hook> hooks)
        {
            var names = hooks.Where(hook => Members.Any(member => Overrides(hook, member))).Select(hook => hook.Name).ToList();
            if (InReverse)
            {
                names.Reverse();
            }

            return Core is null ? string.Join(", ", names) : string.Join(" > ", [.. names, Core, .. names.AsEnumerable().Reverse()]);
        }

        private static bool Overrides(Hook hook, string member) => hook.GetType()
            .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Any(method => method.Name == member && method.DeclaringType!.Assembly != typeof(Hook).Assembly);
    }
}
