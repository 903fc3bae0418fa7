using TorchSharp.Modules;

namespace Lab.Averages;

/// <summary>
/// Takes the running statistics of a model's batch normalisation anew: their mean over the batches that follow, as PyTorch's <c>torch.optim.swa_utils.update_bn</c> does. There every batch
/// counts the same; here it counts by its samples, so that a short last batch weighs what it is. Disposing gives the modules their momentum back, and those that no batch came through, as
/// before the head of a probe, their statistics.
/// </summary>
/// <remarks>Variances are, as in PyTorch, means of the batches' unbiased variances, not the variance of all samples taken together.</remarks>
internal sealed class BatchNormStatistics : IDisposable
{
    private readonly Reset[] _modules;
    private long _samples;

    /// <summary>Resets the statistics of the modules that are in training mode; a model that keeps some in evaluation mode keeps their statistics.</summary>
    public BatchNormStatistics(torch.nn.Module model)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        _modules = [.. Of(model).Where(module => module.training).Select(module => new Reset(module))];
    }

    /// <summary>Whether there is nothing to take anew.</summary>
    public bool IsEmpty => _modules.Length == 0;

    /// <summary>The modules of a model that have running statistics.</summary>
    public static IEnumerable<BatchNorm> Of(torch.nn.Module model) =>
        model.modules().Prepend(model).OfType<BatchNorm>().Where(module => module is { running_mean: not null, running_var: not null });

    /// <summary>The next forward pass has so many samples: statistics move by its share of all so far.</summary>
    public void Expect(int samples)
    {
        _samples += samples;
        foreach (var reset in _modules)
        {
            reset.Module.momentum = samples / (double)_samples;
        }
    }

    public void Dispose()
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var reset in _modules)
        {
            reset.Undo();
        }
    }

    /// <summary>A module without statistics, and what it had.</summary>
    private sealed class Reset
    {
        private readonly double? _momentum;
        private readonly (Tensor Live, Tensor Kept)[] _statistics;

        public Reset(BatchNorm module)
        {
            Module = module;
            _momentum = module.momentum;
            _statistics = [.. new[] { module.running_mean, module.running_var, module.num_batches_tracked }.OfType<Tensor>().Select(live => (live, live.clone().DetachFromDisposeScope()))];
            using Scalar one = 1.0.ToScalar();
            module.running_mean!.zero_();
            module.running_var!.fill_(one);
            module.num_batches_tracked?.zero_();
        }

        public BatchNorm Module { get; }

        public void Undo()
        {
            Module.momentum = _momentum;
            var isUnseen = Module.num_batches_tracked is { } seen && seen.item<long>() == 0;
            foreach (var (live, kept) in _statistics)
            {
                if (isUnseen)
                {
                    live.copy_(kept);
                }

                kept.Dispose();
            }
        }
    }
}
