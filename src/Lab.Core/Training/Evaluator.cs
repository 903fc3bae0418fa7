using System.Diagnostics;
using Lab.Averages;
using Lab.Native;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lab.Training;

/// <summary>Passes over data that train nothing: validation, test, prediction, and the refreshing of averaged weights' statistics.</summary>
internal sealed class Evaluator<TInput, TOutput, TTarget>(TrainerParts<TInput, TOutput, TTarget> parts, long seed, HookPipeline hooks, FinalizerGate gate, Computation<TInput, TOutput> computation, ILogger logger)
{
    private readonly RandomKey _torchKey = RandomKey.FromSeed(seed).Derive("torch");

    private readonly RandomKey _readKey = RandomKey.FromSeed(seed).Derive("read");

    private readonly HashSet<Phase> _warned = [];

    public Computation<TInput, TOutput> Computation => computation;

    /// <summary>The same passes, of which no hook and no log hears.</summary>
    public Evaluator<TInput, TOutput, TTarget> Unobserved() => new(parts, seed, new HookPipeline([]), gate, computation, NullLogger.Instance);

    public IReadOnlyList<Metric<TOutput, TTarget>> CreateMetrics() => parts.Metrics?.Invoke() ?? [];

    /// <summary>Names what a pass has left out, once per run and phase: it would be the same in every epoch.</summary>
    public void WarnOfSkipped(Phase phase, LoaderPass<TInput, TTarget> pass)
    {
        if (pass.Skipped > 0 && _warned.Add(phase))
        {
            logger.LogWarning("{Count} unreadable samples of the {Phase} data are left out: {Reasons}", pass.Skipped, phase.ToString().ToLowerInvariant(), string.Join("; ", pass.SkippedReasons));
        }
    }

    /// <summary>Loss and metrics over a whole pass, which is called the loader's phase, or <see cref="Phase.Average"/> while the averaged weights are in the model.</summary>
    public EpochEnd Evaluate(
        DataLoader<TInput, TTarget> loader, Phase phase, PassTotals<TOutput, TTarget> totals, int epoch, long step, RunControl control, CancellationToken cancellation)
    {
        totals.Reset();
        return Pass(
            loader,
            phase,
            totals,
            epoch,
            step,
            control,
            batch =>
            {
                var output = Answer(batch.Input);
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
            loader.Phase,
            totals,
            epoch: 0,
            step: 0,
            control,
            batch =>
            {
                consume(batch, Answer(batch.Input));
                totals.Add(0, batch.Count);
                return double.NaN;
            },
            cancellation);
    }

    /// <summary>Takes the statistics of the model's batch normalisation anew from the samples of an epoch, as training saw them: augmented, with dropout.</summary>
    public void RefreshStatistics(DataLoader<TInput, TTarget> train, int epoch, long step, RunControl control, CancellationToken cancellation)
    {
        // Only in training mode does a model say which of its modules take statistics.
        using var modes = new TrainingModes(parts.Model, training: true);
        using var statistics = new BatchNormStatistics(parts.Model);
        if (statistics.IsEmpty)
        {
            // All are frozen, and the average has copies of them.
            return;
        }

        var totals = new PassTotals<TOutput, TTarget>([], hasLoss: false);
        Pass(
            train,
            Phase.Refresh,
            totals,
            epoch,
            step,
            control,
            batch =>
            {
                statistics.Expect(batch.Count);
                _ = Answer(batch.Input);
                totals.Add(0, batch.Count);
                return double.NaN;
            },
            cancellation);
    }

    private double Loss(TOutput output, TTarget target)
    {
        using var autocast = computation.Autocast();
        using var loss = LossCall.Compute(parts.Model, parts.Loss!, output, target, LossArguments.None);
        return Scalars.Read(loss);
    }

    private TOutput Answer(TInput input)
    {
        using var autocast = computation.Autocast();
        return computation.Call(input);
    }

    private EpochEnd Pass(
        DataLoader<TInput, TTarget> loader,
        Phase phase,
        PassTotals<TOutput, TTarget> totals,
        int epoch,
        long step,
        RunControl control,
        Func<Batch<TInput, TTarget>, double> use,
        CancellationToken cancellation)
    {
        // Only training data differs from epoch to epoch. The average is judged with the random numbers of the raw weights.
        var refreshes = phase == Phase.Refresh;
        var dataEpoch = refreshes ? epoch : 0;
        var torchKey = _torchKey.Derive((int)(refreshes ? phase : loader.Phase));
        var readKey = _readKey.Derive(dataEpoch);
        var started = Stopwatch.GetTimestamp();
        using var modes = new TrainingModes(parts.Model, training: refreshes);
        using var lossModes = parts.Loss is null ? null : new TrainingModes(parts.Loss, training: false);
        using var noGradient = torch.no_grad();
        hooks.EpochStart(new EpochStart(phase, epoch, loader.BatchCount, 0, loader.SampleCount));
        using (var pass = loader.Open(dataEpoch, 0, computation.Device, cancellation))
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
            Phase = phase,
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
            TorchRandom.Rekey(readKey.Derive(number));
            if (pass.TryNext() is not { } batch)
            {
                return false;
            }

            totals.DataWait += pass.LastWait;
            if (hooks.SeesBatches)
            {
                hooks.BatchStart(new BatchStart(phase, epoch, number, batch.Indices));
            }

            TorchRandom.Rekey(torchKey.Derive(number));
            var loss = batch.Count == 0 ? double.NaN : use(batch);
            if (hooks.SeesBatches)
            {
                hooks.BatchEnd(
                    new BatchEnd { Phase = phase, Epoch = epoch, Batch = number, Indices = batch.Indices, Loss = loss, Step = step, DataWait = pass.LastWait },
                    control);
            }

            return true;
        }
    }
}
