namespace Lab.Onnx;

/// <summary>Arithmetic of shapes.</summary>
internal static class OnnxShapes
{
    public static string Text(IEnumerable<OnnxDimension> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>A negative axis counts from the end.</summary>
    public static int Axis(this OnnxValue value, int axis)
    {
        var counted = axis < 0 ? axis + value.Rank : axis;
        return counted >= 0 && counted < value.Rank
            ? counted
            : throw new ArgumentOutOfRangeException(nameof(axis), axis, $"'{value.Name}' has the shape {Text(value.Shape)}, so its axes are 0 to {value.Rank - 1}.");
    }

    /// <summary>The shape of two values combined element by element: sizes are equal, or one of them is 1 or missing.</summary>
    public static OnnxDimension[] Broadcast(string operation, IReadOnlyList<OnnxDimension> left, IReadOnlyList<OnnxDimension> right)
    {
        var rank = Math.Max(left.Count, right.Count);
        var result = new OnnxDimension[rank];
        for (var i = 1; i <= rank; i++)
        {
            OnnxDimension l = i <= left.Count ? left[^i] : 1;
            OnnxDimension r = i <= right.Count ? right[^i] : 1;
            result[^i] = l == r || r.Size == 1 ? l
                : l.Size == 1 ? r
                : throw new LabException($"{operation} cannot combine the shapes {Text(left)} and {Text(right)}: from the end, sizes must be equal or 1.");
        }

        return result;
    }

    /// <summary>The product of all sizes: a number, and the symbols in order.</summary>
    public static (long Number, string Symbols) Elements(IEnumerable<OnnxDimension> shape)
    {
        var (number, symbols) = (1L, new List<string>());
        foreach (var dimension in shape)
        {
            number *= dimension.Factor;
            if (dimension.Symbol is { } symbol)
            {
                symbols.Add(symbol);
            }
        }

        return (number, string.Join('*', symbols.Order(StringComparer.Ordinal)));
    }

    /// <summary>How many places a window has that slides along an axis.</summary>
    public static long Slide(long length, SlidingWindow window)
    {
        var room = length + window.Before + window.After - (window.Dilation * (window.Kernel - 1)) - 1;
        if (room < 0)
        {
            throw new LabException($"A window of {(window.Dilation * (window.Kernel - 1)) + 1} does not fit into {length + window.Before + window.After} positions: the model's input is too small.");
        }

        var count = ((room + (window.Ceiling ? window.Stride - 1 : 0)) / window.Stride) + 1;

        // As in torch, no window begins behind the input.
        return window.Ceiling && (count - 1) * window.Stride >= length + window.Before ? count - 1 : count;
    }
}

/// <summary>A window along one axis.</summary>
internal readonly record struct SlidingWindow(long Kernel, long Stride, long Before, long After, long Dilation = 1, bool Ceiling = false)
{
    /// <summary>How many more positions the window has than the axis, if it moves on by one: what a size that is not known becomes depends on nothing else but the stride.</summary>
    public long Growth => Before + After - (Dilation * (Kernel - 1));
}
