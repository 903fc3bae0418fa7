using Lab.Native;

namespace Lab.Optimization;

/// <summary>The gradients of an optimizer's parameters, for hooks around the step. All operations are in place and skip parameters without a gradient.</summary>
public sealed class Gradients
{
    private static readonly TorchOperator MultiplyAndCheck = new("aten::_amp_foreach_non_finite_check_and_unscale_");

    private readonly Optimizer _optimizer;

    internal Gradients(Optimizer optimizer) => _optimizer = optimizer;

    /// <summary>The Euclidean norm of all gradients taken as one vector; 0 if there are none. Waits for the device once.</summary>
    public double Norm()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        return Foreach.Norms([.. Each()]).norm().item<double>();
    }

    /// <summary>Whether no gradient holds a NaN or an infinity. Waits for the device once.</summary>
    public bool AreFinite()
    {
        using var scope = torch.NewDisposeScope();
        List<Tensor>? others = null;
        foreach (var group in _optimizer.Groups)
        {
            foreach (var parameter in group.Parameters)
            {
                if (parameter.Value.grad is not { } gradient)
                {
                    continue;
                }

                if (!FiniteScan.Takes(new TensorInfo(gradient)))
                {
                    (others ??= []).Add(gradient);
                }
                else if (!FiniteScan.AllFinite(gradient))
                {
                    return false;
                }
            }
        }

        return others is null || Unscale(others, 1);
    }

    /// <summary>The parameters whose gradients hold a NaN or an infinity.</summary>
    internal IReadOnlyList<string> NonFinite()
    {
        using var scope = torch.NewDisposeScope();
        return [.. Named().Where(pair => !pair.Value.isfinite().all().item<bool>()).Select(pair => pair.Key)];
    }

    /// <summary>Multiplies all gradients and says whether they were finite, in one pass over them. Waits for the device once.</summary>
    internal bool Unscale(double factor)
    {
        using var scope = torch.NewDisposeScope();
        return Unscale([.. Each()], factor);
    }

    /// <summary>Multiplies all gradients.</summary>
    public void Scale(double factor)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        Foreach.Multiply([.. Each()], factor);
    }

    /// <summary>Scales all gradients so that their common norm is at most <paramref name="maximum"/>, as PyTorch's <c>clip_grad_norm_</c> does.</summary>
    /// <returns>The norm before.</returns>
    public double ClipNorm(double maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        var norm = Norm();
        var factor = maximum / (norm + 1e-6);
        if (factor < 1)
        {
            Scale(factor);
        }

        return norm;
    }

    /// <summary>Limits every element to [-<paramref name="maximum"/>, <paramref name="maximum"/>].</summary>
    public void ClipValue(double maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using Scalar low = (-maximum).ToScalar();
        using Scalar high = maximum.ToScalar();
        foreach (var gradient in Each())
        {
            gradient.clamp_(low, high);
        }
    }

    /// <summary>
    /// Scales the gradient of every unit whose norm exceeds <paramref name="factor"/> times the norm of the unit's weights down to that (Brock et al. 2021, "High-performance large-scale
    /// image recognition without normalization"). A unit is a row of the first dimension; tensors of at most one dimension are one unit. Numbers as those of timm's <c>adaptive_clip_grad</c>.
    /// </summary>
    /// <param name="factor">The largest ratio of the norms, above 0; the paper's values are 0.01 to 0.16.</param>
    /// <param name="epsilon">The least norm of weights that counts, above 0: without it weights that begin at zero could never move.</param>
    /// <param name="clips">Which parameters are clipped, by name; null for all.</param>
    public void ClipAdaptive(double factor, double epsilon = 1e-3, Predicate<string>? clips = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using Scalar ratio = factor.ToScalar();
        using Scalar least = epsilon.ToScalar();
        using Scalar tiny = 1e-6.ToScalar();
        var gradients = new List<Tensor>();
        var factors = new List<Tensor>();
        foreach (var (name, parameter, gradient) in WithParameters())
        {
            if (clips is not null && !clips(name))
            {
                continue;
            }

            var largest = UnitNorms(parameter).clamp_min(least).mul(ratio);
            var norms = UnitNorms(gradient);
            gradients.Add(gradient);
            factors.Add(torch.where(norms.lt(largest), torch.ones_like(norms), largest / norms.clamp_min(tiny)));
        }

        Foreach.Multiply(gradients, factors);
    }

    /// <summary>The gradients by parameter name, in the current dispose scope.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Named() => WithParameters().Select(entry => KeyValuePair.Create(entry.Name, entry.Gradient));

    private static Tensor UnitNorms(Tensor tensor)
    {
        var wide = tensor.dtype is torch.ScalarType.Float16 or torch.ScalarType.BFloat16 ? tensor.to(torch.ScalarType.Float32) : tensor;
        var dimensions = (int)wide.dim();
        return dimensions <= 1 ? wide.norm() : torch.linalg.vector_norm(wide, 2, [.. Enumerable.Range(1, dimensions - 1).Select(dimension => (long)dimension)], keepdim: true);
    }

    private IEnumerable<Tensor> Each() => WithParameters().Select(entry => entry.Gradient);

    private IEnumerable<(string Name, Tensor Parameter, Tensor Gradient)> WithParameters()
    {
        foreach (var group in _optimizer.Groups)
        {
            foreach (var (name, parameter) in group.Parameters)
            {
                if (parameter.grad is { } gradient)
                {
                    yield return (name, parameter, gradient);
                }
            }
        }
    }

    private static bool Unscale(IReadOnlyList<Tensor> gradients, double factor)
    {
        using var noGradient = torch.no_grad();
        var found = new List<Tensor>();
        foreach (var alike in gradients.GroupBy(gradient => (gradient.dtype, gradient.device_type, gradient.device_index)))
        {
            var first = alike.First();
            if (TorchOperator.IsAvailable && first.dtype is torch.ScalarType.Float32 or torch.ScalarType.Float64)
            {
                found.Add(torch.zeros(1, torch.ScalarType.Float32, first.device));
                using Scalar value = factor.ToScalar();
                MultiplyAndCheck.Invoke(alike.ToList(), found[^1], torch.full(1, value, torch.ScalarType.Float32, first.device));
                continue;
            }

            using Scalar scalar = factor.ToScalar();
            foreach (var gradient in alike)
            {
                found.Add(gradient.isfinite().all().logical_not().to(torch.ScalarType.Float32).reshape(1));
                gradient.mul_(scalar);
            }
        }

        return found.Count == 0 || torch.cat([.. found.Select(one => one.to(found[0].device))]).sum().item<float>() == 0;
    }
}
