using System.Reflection;
using System.Text;

namespace Lab.Training;

/// <summary>Prints the phases of a fit and which hooks take part in each, in the order in which they run.</summary>
internal static class RunPlan
{
    private const string AfterStep = "  weights averaged";
    private const string Average = "average: as validation";

    private static readonly (string Phase, string[] Members)[] Phases =
    [
        ("run start", [nameof(OptimHook.Attach), nameof(Hook.OnRunStart)]),
        ("epoch start (train)", [nameof(EpochHook.OnEpochStart)]),
        ("  batch start", [nameof(BatchHook.OnBatchStart)]),
        ("  forward and loss", [nameof(OptimHook.Loss)]),
        ("  backward", [nameof(OptimHook.Backward)]),
        ("  loss or gradient not finite", [nameof(EpochHook.OnNonFinite)]),
        ("  optimizer step", [nameof(OptimHook.Step)]),
        (AfterStep, [nameof(WeightAveraging.AfterStep)]),
        ("  batch end", [nameof(BatchHook.OnBatchEnd)]),
        ("epoch end (train)", [nameof(EpochHook.OnEpochEnd)]),
        ("validation: epoch start", [nameof(EpochHook.OnEpochStart)]),
        ("  batch start", [nameof(BatchHook.OnBatchStart)]),
        ("  batch end", [nameof(BatchHook.OnBatchEnd)]),
        ("validation: epoch end", [nameof(EpochHook.OnEpochEnd)]),
        (Average, [nameof(EpochHook.OnEpochStart), nameof(BatchHook.OnBatchStart), nameof(BatchHook.OnBatchEnd), nameof(EpochHook.OnEpochEnd)]),
        ("report of the epoch", [nameof(EpochHook.OnEpochReport)]),
        ("stop requests merged, checkpoint", []),
        ("fault (in reverse)", [nameof(Hook.OnFault)]),
        ("run end (in reverse)", [nameof(Hook.OnRunEnd)]),
    ];

    public static string Describe(IReadOnlyList<Hook> hooks)
    {
        var text = new StringBuilder();
        var averages = hooks.Any(hook => hook is WeightAveraging { IsEnabled: true });
        foreach (var (phase, members) in Phases.Where(entry => averages || entry.Phase is not (AfterStep or Average)))
        {
            var takers = hooks.Where(hook => members.Any(member => Overrides(hook, member))).Select(hook => hook.Name);
            if (phase.EndsWith("(in reverse)", StringComparison.Ordinal))
            {
                takers = takers.Reverse();
            }

            var separator = members.Contains(nameof(OptimHook.Step)) || members.Contains(nameof(OptimHook.Loss)) || members.Contains(nameof(OptimHook.Backward)) ? " > " : ", ";
            text.AppendLine($"{phase,-34} {string.Join(separator, takers)}".TrimEnd());
        }

        return text.ToString();
    }

    private static bool Overrides(Hook hook, string member) => hook.GetType()
        .GetMethods(BindingFlags.Instance | BindingFlags.Public)
        .Any(method => method.Name == member && method.DeclaringType!.Assembly != typeof(Hook).Assembly);
}
