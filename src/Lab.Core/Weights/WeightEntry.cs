namespace Lab.Weights;

/// <summary>A tensor of a <see cref="WeightFile"/>.</summary>
public sealed class WeightEntry
{
    internal WeightEntry(torch.ScalarType type, int elementSize, IReadOnlyList<long> shape, IReadOnlyList<long> strides, long start)
    {
        (Type, ElementSize, Shape, Strides, Start) = (type, elementSize, shape, strides, start);
        (Count, Extent) = (1, 1);
        for (var i = shape.Count - 1; i >= 0; i--)
        {
            IsContiguous &= shape[i] == 1 || strides[i] == Count;
            Count *= shape[i];
            Extent += (shape[i] - 1) * strides[i];
        }

        if (Count == 0)
        {
            (IsContiguous, Extent) = (true, 0);
        }
    }

    /// <summary>Its element type.</summary>
    public torch.ScalarType Type { get; }

    /// <summary>Its shape.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Its number of elements.</summary>
    public long Count { get; }

    /// <summary>Bytes of an element.</summary>
    internal int ElementSize { get; }

    /// <summary>Elements of the file from one index to the next, per dimension.</summary>
    internal IReadOnlyList<long> Strides { get; }

    /// <summary>Where its first element begins in the file.</summary>
    internal long Start { get; }

    /// <summary>Elements of the file from its first to its last.</summary>
    internal long Extent { get; }

    /// <summary>Whether its elements follow one another in the file.</summary>
    internal bool IsContiguous { get; } = true;

    /// <summary>The strides of a tensor whose elements follow one another.</summary>
    internal static long[] PlainStrides(IReadOnlyList<long> shape)
    {
        var strides = new long[shape.Count];
        var stride = 1L;
        for (var i = shape.Count - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(1, shape[i]);
        }

        return strides;
    }
}
