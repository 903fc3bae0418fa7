using Lab.Native;
using Lab.Profiling;

namespace Lab.Training;

/// <content>What is computed of a batch, and of a window's gradients: the innermost work, which <see cref="OptimHook"/>s wrap.</content>
internal sealed partial class FitRun<TInput, TOutput, TTarget>
{
    private Batch<TInput, TTarget>? Next(LoaderPass<TInput, TTarget> pass)
    {
        using var timing = _profiler?.Measure(ProfileSections.Transfer);
        if (pass.TryNext() is not { } batch)
        {
            return null;
        }

        _profiler?.Add(ProfileSections.DataWait, pass.LastWait);
        return batch;
    }

    private double AccumulateBatch(Batch<TInput, TTarget> batch, int epoch, int number)
    {
        using var buffers = _options.NonFinite == NonFinitePolicy.SkipStep ? new KeptBuffers(_parts.Model, _parts.Loss!) : null;
        ComputeBatch(batch, epoch, number);
        var value = Scalars.Read(_lossContext.Loss);
        _windowLoss += value * batch.Count;
        _windowSamples += batch.Count;
        if (_guard.Admits(_lossContext, batch.Indices, value))
        {
            buffers?.Release();
            _totals.Add(value, batch.Count);
            using var noGradient = torch.no_grad();
            using var timing = _profiler?.Measure(ProfileSections.Metrics);
            _totals.Update(_lossContext.Output, batch.Target);
        }

        return value;
    }

    private void ComputeBatch(Batch<TInput, TTarget> batch, int epoch, int number, bool again = false)
    {
        var context = _lossContext;
        context.Epoch = epoch;
        context.Batch = number;
        context.Samples = batch.Count;
        context.Recomputing = again;
        context.Random = _batchKey.Derive(epoch).Derive(number);
        context.Input = batch.Input;
        context.Target = batch.Target;
        context.CurrentLoss = null;
        context.Arguments.Clear();
        _loss(context);

        _backwardContext.Epoch = epoch;
        _backwardContext.Batch = number;
        _backwardContext.Loss = context.Loss;
        _backwardContext.Weight = batch.Count / (double)_plan.SamplesOf(number);
        _backwardContext.GradientScale = _guard.Scale;
        _backward(_backwardContext);
    }

    private void ComputeLoss(LossContext context)
    {
        var typed = (LossContext<TInput, TOutput, TTarget>)context;
        using var autocast = _computation.Autocast();
        using (_profiler?.Measure(ProfileSections.Forward))
        {
            typed.Output = _computation.Call(typed.Input);
        }

        using (_profiler?.Measure(ProfileSections.Loss))
        {
            typed.Loss = LossCall.Compute(_parts.Model, _parts.Loss!, typed.Output, typed.Target, typed.Arguments);
        }
    }

    private void ComputeGradients(BackwardContext context)
    {
        using var timing = _profiler?.Measure(ProfileSections.Backward);
        var factor = context.Weight * context.GradientScale;
        if (factor == 1)
        {
            context.Loss.backward();
            return;
        }

        using Scalar weight = factor.ToScalar();
        using var weighted = context.Loss.mul(weight);
        weighted.backward();
    }

    // Samples were skipped as unreadable: the batches' weights were those of the plan.
    private void ScaleToSamples(int number)
    {
        if (_windowSamples != _plan.SamplesOf(number))
        {
            _stepContext.Gradients.Scale(_plan.SamplesOf(number) / (double)_windowSamples);
        }
    }

    // For a hook around the step: the gradients where the parameters are now, from the same batch, which is the whole window, and the same random numbers. Nothing is counted twice.
    private Action Recomputation(Batch<TInput, TTarget> batch, int epoch, int number) => _hooks.NotOfHooks(() =>
    {
        using var scope = torch.NewDisposeScope();
        using var buffers = new KeptBuffers(_parts.Model, _parts.Loss!);
        using var recording = torch.enable_grad();
        _optimizer.ZeroGradients();
        TorchRandom.Rekey(_torchKey.Derive(epoch).Derive(number));
        ComputeBatch(batch, epoch, number, again: true);
        ScaleToSamples(number);
        _admitted = _guard.Allows(_stepContext, again: true);
    });

    private void StepOptimizer(StepContext context)
    {
        if (!_admitted)
        {
            // The gradients that a hook had computed anew are not finite.
            return;
        }

        using var timing = _profiler?.Measure(ProfileSections.Step);
        context.Optimizer.Step(context.LearningRate);
        context.Stepped = true;
    }
}
