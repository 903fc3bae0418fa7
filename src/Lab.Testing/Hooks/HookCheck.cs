using Lab.Checkpoints;

namespace Lab.Testing;

/// <summary>One check of one hook. Each method is a rule or the few that share a run.</summary>
internal sealed class HookCheck(Func<Hook> create, ContractReport report, string folder)
{
    private bool _observes;
    private bool _waitsForValidation;
    private bool _keepsState;

    public void Run()
    {
        ProbeOutcome whole = null!;
        Look();
        if (!report.Try(HookRules.Completes, () => whole = Probe("whole").Run()))
        {
            // Every other run would fail in the same way.
            return;
        }

        Bits(whole);
        InCompany();
        Endings();
        Edges();
        Resume(whole);
    }

    private void Look()
    {
        report.Try(HookRules.DisposeTwice, () =>
        {
            var unused = create();
            unused.Dispose();
            unused.Dispose();
        });
        using var first = create();
        using var second = create();
        _observes = first is not OptimHook;
        _waitsForValidation = first.Monitors.Any(monitor => monitor.Phase == Phase.Validation);
        _keepsState = StatefulPart.Of(first, first.Name) is not null;
        report.Expect(HookRules.StableName, !_keepsState || first.Name == second.Name, $"'{first.Name}' and '{second.Name}'");
    }

    private void Bits(ProbeOutcome whole)
    {
        report.Try(HookRules.NoFolder, () =>
        {
            var plain = Probe().Run();
            Compare(HookRules.SameBits, plain, whole);
            report.Expect(HookRules.NoLeak, Leak(plain.Tensors) is null, Leak(plain.Tensors) ?? string.Empty);
            if (_observes)
            {
                Compare(HookRules.SameWeights, plain, new ProbeRun().Run());
            }
        });
    }

    private void InCompany()
    {
        if (_observes)
        {
            report.Try(HookRules.InCompany, () =>
            {
                Hook[] hooks = _keepsState ? [new Drawing(), create()] : [create(), new Drawing(), create()];
                Compare(HookRules.InCompany, new ProbeRun { Hooks = hooks }.Run(), new ProbeRun().Run());
            });
        }
    }

    private void Endings()
    {
        Fails(HookRules.Fault, Probe("fault") with { FailsAt = ProbeRun.Batches + 2 });
        Fails(HookRules.FailedStart, Probe("failed-start") with { Disturbance = new FailingStart() });
        foreach (var (phase, batch) in new[] { (Phase.Train, 2), (Phase.Validation, 1) })
        {
            report.Try(HookRules.Cancellation, () =>
            {
                var run = Probe($"cancelled in {phase}");
                var result = Cancel(run, phase, epoch: 1, batch).Result;
                report.Expect(HookRules.Cancellation, result.Status is RunStatus.Cancelled or RunStatus.Stopped, $"the run ended as {result.Status}: {result.Reason}");
                ExpectNoLate(HookRules.Cancellation, run);
            });
        }
    }

    private void Edges()
    {
        report.Try(HookRules.OneBatch, () => (Probe("one-batch") with { Epochs = 1, Samples = 3 }).Run());
        report.Try(HookRules.EmptyValidation, () => (Probe("empty-validation") with { Epochs = 2, ValidationReadable = false }).Run());
        report.Try(HookRules.Evaluation, () => (Probe("evaluation") with { Epochs = 1, Evaluate = true }).Run());
        if (!_waitsForValidation)
        {
            report.Try(HookRules.NoValidation, () => (Probe("no-validation") with { Epochs = 2, Validate = false }).Run());
        }
    }

    // In the middle of the first epoch, in a validation, and shortly before the end.
    private void Resume(ProbeOutcome whole)
    {
        foreach (var (phase, epoch, batch) in new[] { (Phase.Train, 1, 2), (Phase.Validation, 2, 1), (Phase.Train, 4, 3) })
        {
            var where = $"cancelled in {phase} of epoch {epoch} at batch {batch}";
            report.Try(HookRules.Resume, () =>
            {
                var first = Cancel(Probe(where), phase, epoch, batch);
                if (first.Result.Status != RunStatus.Cancelled)
                {
                    return;
                }

                var rest = (Probe(where) with { Resume = true }).Run();
                foreach (var (name, restored) in rest.Restored)
                {
                    var saved = first.Saved[name]!.ToJsonString();
                    report.Expect(HookRules.StateRoundTrip, restored == saved, $"saved {saved}, captured after the restore {restored}");
                }

                report.Expect(HookRules.Resume, rest.AtEnd == whole.AtEnd && rest.Result.Position == whole.Result.Position, $"{where}: other weights or another end than without the interruption");
                foreach (var (name, state) in whole.Saved)
                {
                    var (expected, found) = (state!.ToJsonString(), rest.Saved[name]!.ToJsonString());
                    report.Expect(HookRules.Resume, found == expected, $"{where}: the state in the end is {found}, without the interruption {expected}");
                }
            });
        }
    }

    private void Fails(ContractRule rule, ProbeRun run) => report.Try(rule, () =>
    {
        var error = run.Fail();
        report.Expect(rule, error?.InnerException is ProbeFailure, error is null ? "the error did not come out" : $"instead of it came out {ContractReport.Describe(error)}");
        ExpectNoLate(rule, run);
    });

    private void ExpectNoLate(ContractRule rule, ProbeRun run)
    {
        foreach (var error in run.Late.Errors)
        {
            report.Break(rule, ContractReport.Describe(error));
        }
    }

    private void Compare(ContractRule rule, ProbeOutcome run, ProbeOutcome other)
    {
        if (run.FirstDifference(other) is { } difference)
        {
            report.Break(rule, difference);
        }
    }

    private static ProbeOutcome Cancel(ProbeRun run, Phase phase, int epoch, int batch)
    {
        using var source = new CancellationTokenSource();
        return (run with { Disturbance = new CancelAt(phase, epoch, batch, source) }).Run(source.Token);
    }

    // State that is made once, late in a run, is no leak; what rises with every step or every epoch is one.
    private static string? Leak(IReadOnlyList<(int Epoch, long Tensors)> counts)
    {
        var last = counts.Where(count => count.Epoch == counts[^1].Epoch).Select(count => count.Tensors).ToList();
        var steps = last.Skip(2).Zip(last.Skip(1), (next, count) => next - count).ToList();
        var epochs = counts.GroupBy(count => count.Epoch).Select(epoch => epoch.First().Tensors).ToList();
        return steps.Count > 0 && steps.TrueForAll(rise => rise > 0)
            ? $"{string.Join(", ", last)} live tensors at the starts of the last epoch's batches"
            : epochs.Count > 2 && epochs.Skip(2).Zip(epochs.Skip(1), (next, count) => next > count).All(rises => rises)
                ? $"{string.Join(", ", epochs)} live tensors at the starts of the epochs"
                : null;
    }

    private ProbeRun Probe(string? name = null) => new()
    {
        Hooks = [create()],
        Folder = name is null ? null : Directory.CreateDirectory(Path.Combine(folder, name)).FullName,
    };
}
