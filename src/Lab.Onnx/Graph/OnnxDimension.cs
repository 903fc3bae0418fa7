namespace Lab.Onnx;

/// <summary>One size of a value's shape: a number, or a symbol such as the batch, which only the caller of the exported model knows, times a number.</summary>
public readonly record struct OnnxDimension
{
    private OnnxDimension(long factor, string? symbol) => (Factor, Symbol) = (factor, symbol);

    /// <summary>The number of samples, which differs from call to call.</summary>
    public static OnnxDimension Batch { get; } = Named("batch");

    /// <summary>The size, or what the symbol is multiplied with.</summary>
    public long Factor { get; }

    /// <summary>The symbol, or null for a number.</summary>
    public string? Symbol { get; }

    /// <summary>The size if it is known, otherwise null.</summary>
    public long? Size => Symbol is null ? Factor : null;

    /// <summary>A size that differs from call to call.</summary>
    /// <param name="symbol">Its name; equal names are equal sizes.</param>
    public static OnnxDimension Named(string symbol)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(symbol);
        return new OnnxDimension(1, symbol);
    }

    /// <summary>A known size.</summary>
    public static implicit operator OnnxDimension(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return new OnnxDimension(size, null);
    }

    /// <summary>So many times the size.</summary>
    public static OnnxDimension operator *(OnnxDimension dimension, long times)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(times);
        return new OnnxDimension(dimension.Factor * times, dimension.Symbol);
    }

    /// <summary>The size, which must be known when the graph is built.</summary>
    /// <param name="purpose">What it is needed for, for the error.</param>
    /// <exception cref="LabException">It is a symbol.</exception>
    public long Known(string purpose) => Size ?? throw new LabException($"{purpose} needs a size that is known at export, not '{this}': give the model's input a fixed size.");

    /// <summary>The number, or the symbol as ONNX files show it, such as <c>64*batch</c>.</summary>
    public override string ToString() => Symbol is null ? $"{Factor}" : Factor == 1 ? Symbol : $"{Factor}*{Symbol}";
}
