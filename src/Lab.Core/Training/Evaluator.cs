using System.Diagnostics;
using Lab.Native;
using Microsoft.Extensions.Logging;

namespace Lab.Training;

/// <summary>Passes over data that change nothing: validation, test and prediction.</summary>
internal sealed class Evaluator<TInput, TOutput, TTarget>(TrainerParts<TInput, TOutput, TTarget> parts, long seed, HookPipeline hooks, FinalizerGate gate, Computation<TInput, TOutput> computation, ILogger logger)
{
    private readonly RandomKey _torchKey = RandomKey.FromSeed(seed).Derive("torch");

    private readonly HashSet<Phase> _warned = [];

    public Computation<TInput, TOutput> Computation => computation;

    public IReadOnlyList<Metric<TOutput, TTarget>> CreateMetrics() => parts.Metrics?.Invoke() ?? [];

    /// <summary>Names what a pass has left out, once per run and phase: it would be the same in every epoch.</summary>
    public void WarnOfSkipped(Phase phase, LoaderPass<TInput, TTarget> pass)
    {
        if (pass.Skipped > 0 && _warned.Add(phase))
        {
            logger.LogWarning("{Count} unreadable samples of the {Phase} data are left out: {Reasons}", pass.Skipped, phase.ToString().ToLowerInvariant(), string.Join("; ", pass.SkippedReasons));
        }
    }

    /// <summary>Loss and metrics over a whole pass.</summary>
    public EpochEnd Evaluate(
        DataLoader<TInput, TTarget> loader, PassTotals<TOutput, TTarget> totals, int epoch, long step, RunControl control, CancellationToken cancellation)
    {
        totals.Reset();
        return Pass(
            loader,
            totals,
            epoch,
            step,
            control,
            (batch, output) =>
            {
                var value = Loss(output, batch.Target);
                totals.Add(value, batch.Count);
                totals.Update(output, batch.Target);
                return value;
            },
            cancellation);
    }

    /// <summary>Gives the model's answers of a whole pass to <paramref name="consume"/>, batch by batch.</summary>
    public EpochEnd Predict(DataLoader<TInput, TTarget> loader, Action<Batch<TInput, TTarget>, TOutput> consume, RunControl control, CancellationToken cancellation)
    {
        var totals = new PassTotals<TOutput, TTarget>([], hasLoss: false);
        return Pass(
            loader,
            totals,
            epoch: 0,
            step: 0,
            control,
            (batch, output) =>
            {
                consume(batch, output);
                totals.Add(0, batch.Count);
                return double.NaN;
            },
            cancellation);
    }

    private double Loss(TOutput output, TTarget target)
    {
        using var autocast = computation.Autocast();
        using var loss = parts.Loss!.call(output, target, LossArguments.None);
        return Scalars.Read(loss);
    }

    private TOutput Answer(TInput input)
    {
        using var autocast = computation.Autocast();
        return computation.Call(input);
    }

    private EpochEnd Pass(
        DataLoader<TInput, TTarget> loader,
        PassTotals<TOutput, TTarget> totals,
        int epoch,
        long step,
        RunControl control,
        Func<Batch<TInput, TTarget>, TOutput, double> use,
        CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var modes = new TrainingModes(parts.Model);
        using var lossModes = parts.Loss is null ? null : new TrainingModes(parts.Loss);
        using var noGradient = torch.no_grad();
        hooks.EpochStart(new EpochStart(loader.Phase, epoch, loader.BatchCount, 0, loader.SampleCount));
        using (var pass = loader.Open(0, 0, computation.Device, cancellation))
        {
            for (var number = 0; Step(pass, number); number++)
            {
                cancellation.ThrowIfCancellationRequested();
                gate.Breathe();
            }

            totals.Skipped = pass.Skipped;
            WarnOfSkipped(loader.Phase, pass);
        }

        var end = new EpochEnd
        {
            Phase = loader.Phase,
            Epoch = epoch,
            Step = step,
            Metrics = totals.Compute(),
            Samples = totals.Samples,
            Skipped = totals.Skipped,
            Duration = Stopwatch.GetElapsedTime(started),
            DataWait = totals.DataWait,
        };
        hooks.EpochEnd(end);
        return end;

        bool Step(LoaderPass<TInput, TTarget> pass, int number)
        {
            using var scope = torch.NewDisposeScope();
            if (pass.TryNext() is not { } batch)
            {
                return false;
            }

            totals.DataWait += pass.LastWait;
            if (hooks.SeesBatches)
            {
                hooks.BatchStart(new BatchStart(loader.Phase, epoch, number, batch.Indices));
            }

            TorchRandom.Rekey(_torchKey.Derive((int)loader.Phase).Derive(number));
            var loss = batch.Count == 0 ? double.NaN : use(batch, Answer(batch.Input));
            if (hooks.SeesBatches)
            {
                hooks.BatchEnd(
                    new BatchEnd { Phase = loader.Phase, Epoch = epoch, Batch = number, Indices = batch.Indices, Loss = loss, Step = step, DataWait = pass.LastWait },
                    control);
            }

            return true;
        }
    }
}
