using Lab.Native;

namespace Lab.Optimization;

/// <summary>
/// Operations on lists of tensors in one call of libtorch's <c>_foreach</c> kernels: element i of one list goes with element i of the others. On a GPU a list is one kernel where all
/// tensors are alike. Everything is in place, needs gradient recording to be off for parameters, and does nothing for empty lists.
/// </summary>
public static class Foreach
{
    private static readonly TorchOperator CopyFrom = new("aten::_foreach_copy_");
    private static readonly TorchOperator MultiplyByOne = new("aten::_foreach_mul_", "Tensor");
    private static readonly TorchOperator MultiplyByEach = new("aten::_foreach_mul_", "List");
    private static readonly TorchOperator DivideByEach = new("aten::_foreach_div_", "List");
    private static readonly TorchOperator Addcmul = new("aten::_foreach_addcmul_", "Tensor");
    private static readonly TorchOperator AbsoluteOf = new("aten::_foreach_abs_");
    private static readonly TorchOperator SignOf = new("aten::_foreach_sign_");
    private static readonly TorchOperator SquareRootOf = new("aten::_foreach_sqrt_");

    /// <summary>tensor = source.</summary>
    public static void Copy(IReadOnlyList<Tensor> tensors, IReadOnlyList<Tensor> sources)
    {
        if (Any(tensors, sources))
        {
            CopyFrom.Invoke(OperatorArgument.Of(tensors), OperatorArgument.Of(sources), false);
        }
    }

    /// <summary>tensor = tensor x factor.</summary>
    public static void Multiply(IReadOnlyList<Tensor> tensors, double factor)
    {
        if (Any(tensors))
        {
            // Without dimensions a factor takes part in no type promotion, and one on the CPU goes with any device.
            using var scalar = torch.tensor(factor, torch.ScalarType.Float64);
            MultiplyByOne.Invoke(OperatorArgument.Of(tensors), scalar);
        }
    }

    /// <summary>tensor = tensor x factor, element by element; factors may have fewer elements and are then broadcast.</summary>
    public static void Multiply(IReadOnlyList<Tensor> tensors, IReadOnlyList<Tensor> factors)
    {
        if (Any(tensors, factors))
        {
            MultiplyByEach.Invoke(OperatorArgument.Of(tensors), OperatorArgument.Of(factors));
        }
    }

    /// <summary>tensor = tensor / divisor, element by element.</summary>
    public static void Divide(IReadOnlyList<Tensor> tensors, IReadOnlyList<Tensor> divisors)
    {
        if (Any(tensors, divisors))
        {
            DivideByEach.Invoke(OperatorArgument.Of(tensors), OperatorArgument.Of(divisors));
        }
    }

    /// <summary>tensor = tensor + factor x other.</summary>
    public static void Add(IReadOnlyList<Tensor> tensors, IReadOnlyList<Tensor> others, double factor = 1)
    {
        if (Any(tensors, others))
        {
            // The factor of libtorch's own _foreach_add_ is of a type that cannot be passed.
            using var one = torch.ones([], tensors[0].dtype, tensors[0].device);
            AddProduct(tensors, others, Repeat(one, tensors.Count), factor);
        }
    }

    /// <summary>tensor = tensor + number.</summary>
    public static void Add(IReadOnlyList<Tensor> tensors, double number)
    {
        if (Any(tensors))
        {
            using var one = torch.ones([], tensors[0].dtype, tensors[0].device);
            var ones = Repeat(one, tensors.Count);
            AddProduct(tensors, ones, ones, number);
        }
    }

    /// <summary>tensor = tensor + factor x first x second.</summary>
    public static void AddProduct(IReadOnlyList<Tensor> tensors, IReadOnlyList<Tensor> first, IReadOnlyList<Tensor> second, double factor = 1)
    {
        if (Any(tensors, first, second))
        {
            using var factors = Factors(tensors.Count, factor);
            Addcmul.Invoke(OperatorArgument.Of(tensors), OperatorArgument.Of(first), OperatorArgument.Of(second), factors);
        }
    }

    /// <summary>tensor = its absolute value.</summary>
    public static void Absolute(IReadOnlyList<Tensor> tensors)
    {
        if (Any(tensors))
        {
            AbsoluteOf.Invoke(OperatorArgument.Of(tensors));
        }
    }

    /// <summary>tensor = -1, 0 or 1, as its sign is.</summary>
    public static void Sign(IReadOnlyList<Tensor> tensors)
    {
        if (Any(tensors))
        {
            SignOf.Invoke(OperatorArgument.Of(tensors));
        }
    }

    /// <summary>tensor = its square root.</summary>
    public static void SquareRoot(IReadOnlyList<Tensor> tensors)
    {
        if (Any(tensors))
        {
            SquareRootOf.Invoke(OperatorArgument.Of(tensors));
        }
    }

    /// <summary>Copies, in the current dispose scope.</summary>
    public static IReadOnlyList<Tensor> Clone(IReadOnlyList<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return [.. tensors.Select(tensor => tensor.detach().clone())];
    }

    /// <summary>The Euclidean norm of each tensor, as a vector of Float64 on the first one's device, in the current dispose scope.</summary>
    public static Tensor Norms(IReadOnlyList<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Count == 0)
        {
            return torch.zeros([0], torch.ScalarType.Float64);
        }

        using var scope = torch.NewDisposeScope();
        var device = tensors[0].device;
        var norms = tensors.Select(tensor =>
        {
            // Short types have too few digits even for a norm.
            var wide = tensor.dtype is torch.ScalarType.Float16 or torch.ScalarType.BFloat16 ? tensor.to(torch.ScalarType.Float32) : tensor;
            return wide.norm().to(torch.ScalarType.Float64).to(device);
        });
        return torch.stack(norms).MoveToOuterDisposeScope();
    }

    private static Tensor[] Repeat(Tensor tensor, int count)
    {
        var tensors = new Tensor[count];
        Array.Fill(tensors, tensor);
        return tensors;
    }

    // Read on the host: the kernels take a factor per tensor.
    private static Tensor Factors(int count, double factor)
    {
        using Scalar value = factor.ToScalar();
        return torch.full([count], value, torch.ScalarType.Float64);
    }

    private static bool Any(IReadOnlyList<Tensor> tensors, params ReadOnlySpan<IReadOnlyList<Tensor>> others)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        foreach (var other in others)
        {
            ArgumentNullException.ThrowIfNull(other);
            if (other.Count != tensors.Count)
            {
                throw new ArgumentException($"The lists must be of one length: {tensors.Count} tensors go with {other.Count}.", nameof(others));
            }
        }

        return tensors.Count > 0;
    }
}
