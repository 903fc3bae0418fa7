namespace Lab.Optimization;

/// <summary>The gradients of an optimizer's parameters, for hooks around the step. All operations are in place and skip parameters without a gradient.</summary>
public sealed class Gradients
{
    private readonly Optimizer _optimizer;

    internal Gradients(Optimizer optimizer) => _optimizer = optimizer;

    /// <summary>The Euclidean norm of all gradients taken as one vector; 0 if there are none.</summary>
    public double Norm()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var sum = 0.0;
        foreach (var gradient in Each())
        {
            using var flat = gradient.to(torch.ScalarType.Float64);
            using var norm = flat.norm();
            var value = norm.item<double>();
            sum += value * value;
        }

        return Math.Sqrt(sum);
    }

    /// <summary>Multiplies all gradients.</summary>
    public void Scale(double factor)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using Scalar scalar = factor.ToScalar();
        foreach (var gradient in Each())
        {
            gradient.mul_(scalar);
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
