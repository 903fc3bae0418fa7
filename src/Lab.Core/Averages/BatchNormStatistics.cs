using TorchSharp.Modules;

namespace Lab.Averages;

/// <summary>
/// Takes the running statistics of a model's batch normalisation anew: their mean over the batches that follow, as PyTorch's <c>torch.optim.swa_utils.update_bn</c> does. There every batch
/// counts the same; here it counts by its samples, so that a short last batch weighs what it is. Disposing gives the modules their momentum back.
/// </summary>
/// <remarks>Variances are, as in PyTorch, means of the batches' unbiased variances, not the variance of all samples taken together.</remarks>
internal sealed class BatchNormStatistics : IDisposable
{
    private readonly (BatchNorm Module, double? Momentum)[] _modules;
    private long _samples;

    /// <summary>Resets the statistics of the modules that are in training mode; a model that keeps some in evaluation mode keeps their statistics.</summary>
    public BatchNormStatistics(torch.nn.Module model)
    {
        _modules = [.. Of(model).Where(module => module.training).Select(module => (module, module.momentum))];
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using Scalar one = 1.0.ToScalar();
        foreach (var (module, _) in _modules)
        {
            module.running_mean!.zero_();
            module.running_var!.fill_(one);
            module.num_batches_tracked?.zero_();
        }
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
        foreach (var (module, _) in _modules)
        {
            module.momentum = samples / (double)_samples;
        }
    }

    public void Dispose()
    {
        foreach (var (module, momentum) in _modules)
        {
            module.momentum = momentum;
        }
    }
}
