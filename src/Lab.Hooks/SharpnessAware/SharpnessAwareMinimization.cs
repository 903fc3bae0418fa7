using Lab.Optimization;
using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>
/// Steps along the gradients at the worst point nearby instead of those at the parameters (SAM: Foret et al. 2021, "Sharpness-aware minimization for efficiently improving generalization";
/// ASAM: Kwon et al. 2021, "ASAM: adaptive sharpness-aware minimization for scale-invariant learning of deep neural networks"). Each step takes two forward and backward passes.
/// </summary>
/// <remarks>
/// The point is w + rho T^2 g / |T g|, where g are all gradients as one vector and T is 1. Adaptive, T is |w| + 0.01 for parameters whose name contains <c>weight</c> and 1 for the others,
/// as in the papers' code (github.com/SamsungLabs/ASAM). The parameters come back to the bit before the optimizer steps. Hooks added after this one, such as clipping, see the gradients that the step uses; hooks that
/// average the weights may stand before or after it.
/// </remarks>
public sealed class SharpnessAwareMinimization : OptimHook
{
    // ASAM's eta: how far a weight of zero may move.
    private const double LeastSize = 0.01;

    private readonly double? _rho;
    private readonly bool _adaptive;

    /// <summary>Minimization with the given options; none without a distance.</summary>
    /// <exception cref="LabValidationException">The distance is not above 0.</exception>
    [ActivatorUtilitiesConstructor]
    public SharpnessAwareMinimization(SharpnessAwareOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_rho, _adaptive) = (options.Checked().Rho, options.Adaptive);
    }

    /// <summary>Minimization over a distance of <paramref name="rho"/>.</summary>
    /// <exception cref="LabValidationException">The distance is not above 0.</exception>
    public SharpnessAwareMinimization(double rho, bool adaptive = false)
        : this(new SharpnessAwareOptions { Rho = rho, Adaptive = adaptive })
    {
    }

    /// <inheritdoc/>
    public override bool IsEnabled => _rho is not null;

    /// <inheritdoc/>
    public override bool Recomputes => true;

    /// <inheritdoc/>
    public override void Step(StepContext step, StepDelegate next)
    {
        ArgumentNullException.ThrowIfNull(step);
        RecomputeNearby(step, _rho!.Value);
        base.Step(step, next);
    }

    private void RecomputeNearby(StepContext step, double rho)
    {
        using var scope = torch.NewDisposeScope();
        var moved = step.Optimizer.Groups.SelectMany(group => group.Parameters).Where(pair => pair.Value.grad is not null).ToList();
        string[] names = [.. moved.Select(pair => pair.Key)];
        Tensor[] parameters = [.. moved.Select(pair => pair.Value)];
        var kept = Foreach.Clone(parameters);
        try
        {
            using (torch.no_grad())
            {
                var (directions, norm) = _adaptive ? Adapt(names, parameters, step.Gradients) : ([.. step.Gradients.Named().Select(pair => pair.Value)], step.Gradients.Norm());
                Foreach.Add(parameters, directions, rho / (norm + 1e-12));
            }

            step.Recompute();
        }
        finally
        {
            // Copied, not moved back: w + e - e need not be w.
            using var noGradient = torch.no_grad();
            Foreach.Copy(parameters, kept);
        }
    }

    // T^2 g and the norm of T g.
    private static (IReadOnlyList<Tensor> Directions, double Norm) Adapt(string[] names, Tensor[] parameters, Gradients gradients)
    {
        int[] weights = [.. Enumerable.Range(0, names.Length).Where(i => names[i].Contains("weight", StringComparison.Ordinal))];
        var sizes = Foreach.Clone([.. weights.Select(i => parameters[i])]);
        Foreach.Absolute(sizes);
        Foreach.Add(sizes, LeastSize);

        var directions = Foreach.Clone([.. gradients.Named().Select(pair => pair.Value)]);
        Tensor[] scaled = [.. weights.Select(i => directions[i])];
        Foreach.Multiply(scaled, sizes);
        var norm = Foreach.Norms(directions).norm().item<double>();
        Foreach.Multiply(scaled, sizes);
        return (directions, norm);
    }
}
