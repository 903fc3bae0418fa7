using Lab.Native;

namespace Lab.Optimization;

/// <summary>The gradients of an optimizer's parameters, for hooks around the step. All operations are in place and skip parameters without a gradient.</summary>
public sealed class Gradients
{
    private static readonly TorchOperator Multiply = new("aten::_foreach_mul_", "Tensor");

    private readonly Optimizer _optimizer;

    internal Gradients(Optimizer optimizer) => _optimizer = optimizer;

    /// <summary>The Euclidean norm of all gradients taken as one vector; 0 if there are none. Waits for the device once.</summary>
    public double Norm()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var norms = new List<Tensor>();
        foreach (var gradient in Each())
        {
            // Short types have too few digits even for a norm.
            var wide = gradient.dtype is torch.ScalarType.Float16 or torch.ScalarType.BFloat16 ? gradient.to(torch.ScalarType.Float32) : gradient;
            norms.Add(wide.norm().to(torch.ScalarType.Float64));
        }

        if (norms.Count == 0)
        {
            return 0;
        }

        var first = norms[0].device;
        return torch.stack(norms.Select(norm => norm.to(first))).norm().item<double>();
    }

    /// <summary>Multiplies all gradients.</summary>
    public void Scale(double factor)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        if (TorchOperator.IsAvailable)
        {
            using var scalar = torch.tensor(factor, torch.ScalarType.Float64);
            foreach (var alike in Each().GroupBy(gradient => (gradient.dtype, gradient.device_type, gradient.device_index)))
            {
                Multiply.Invoke(alike.ToList(), scalar);
            }
        }
        else
        {
            using Scalar scalar = factor.ToScalar();
            foreach (var gradient in Each())
            {
                gradient.mul_(scalar);
            }
        }
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

    /// <summary>The gradients by parameter name, in the current dispose scope.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Named()
    {
        foreach (var group in _optimizer.Groups)
        {
            foreach (var (name, parameter) in group.Parameters)
            {
                if (parameter.grad is { } gradient)
                {
                    yield return new(name, gradient);
                }
            }
        }
    }

    private IEnumerable<Tensor> Each() => Named().Select(pair => pair.Value);
}
