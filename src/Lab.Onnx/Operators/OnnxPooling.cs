namespace Lab.Onnx;

/// <summary>Pooling and reductions.</summary>
public static class OnnxPooling
{
    /// <summary>The largest value in each window of a map [N, channels, height, width].</summary>
    /// <param name="x">The map.</param>
    /// <param name="kernel">Rows and columns of the window.</param>
    /// <param name="strides">From window to window.</param>
    /// <param name="padding">Positions on each side that no maximum is taken from.</param>
    /// <param name="dilations">Steps within the window.</param>
    /// <param name="ceiling">Whether a window may hang over the end.</param>
    public static OnnxValue MaxPool(this OnnxValue x, long[] kernel, long[] strides, long[] padding, long[] dilations, bool ceiling = false)
    {
        ArgumentNullException.ThrowIfNull(padding);
        return x.Graph.Apply(
            "MaxPool",
            [x],
            Pooled(x, kernel, strides, padding, dilations, ceiling),
            inputs => torch.nn.functional.max_pool2d(inputs[0], kernel, strides, padding, dilations, ceiling),
            attributes: [("kernel_shape", kernel), ("strides", strides), ("pads", padding.Concat(padding).ToArray()), ("dilations", dilations), ("ceil_mode", ceiling)]);
    }

    /// <summary>The mean of each window of a map [N, channels, height, width].</summary>
    /// <param name="x">The map.</param>
    /// <param name="kernel">Rows and columns of the window.</param>
    /// <param name="strides">From window to window.</param>
    /// <param name="padding">Zeros on each side.</param>
    /// <param name="countPadding">Whether the zeros count in the mean.</param>
    public static OnnxValue AveragePool(this OnnxValue x, long[] kernel, long[] strides, long[] padding, bool countPadding)
    {
        ArgumentNullException.ThrowIfNull(padding);
        return x.Graph.Apply(
            "AveragePool",
            [x],
            Pooled(x, kernel, strides, padding, [1, 1], ceiling: false),
            inputs => torch.nn.functional.avg_pool2d(inputs[0], kernel, strides, padding, ceil_mode: false, count_include_pad: countPadding),
            attributes: [("kernel_shape", kernel), ("strides", strides), ("pads", padding.Concat(padding).ToArray()), ("count_include_pad", countPadding)]);
    }

    /// <summary>The mean of each channel, [N, channels, 1, 1].</summary>
    public static OnnxValue GlobalAveragePool(this OnnxValue x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Apply("GlobalAveragePool", [x], [x.Shape[0], x.Shape[1], 1, 1], inputs => inputs[0].mean([2, 3], keepdim: true));
    }

    /// <summary>The mean over axes, which are gone afterwards.</summary>
    public static OnnxValue Mean(this OnnxValue x, params int[] axes) => Reduce(x, "ReduceMean", axes, (t, over) => t.mean(over));

    /// <summary>The sum over axes, which are gone afterwards.</summary>
    public static OnnxValue Sum(this OnnxValue x, params int[] axes) => Reduce(x, "ReduceSum", axes, (t, over) => t.sum(over));

    /// <summary>The smallest value over axes, which are gone afterwards.</summary>
    public static OnnxValue Min(this OnnxValue x, params int[] axes) => Reduce(x, "ReduceMin", axes, (t, over) => t.amin(over));

    /// <summary>The logarithm of the sum of exponentials over axes, which are gone afterwards.</summary>
    public static OnnxValue LogSumExp(this OnnxValue x, params int[] axes) => Reduce(x, "ReduceLogSumExp", axes, (t, over) => over.OrderDescending().Aggregate(t, (value, axis) => value.logsumexp(axis)));

    private static OnnxValue Reduce(OnnxValue x, string operation, int[] axes, Func<Tensor, long[], Tensor> torch)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(axes);
        var over = axes.Select(axis => (long)x.Axis(axis)).ToArray();
        return x.Graph.Apply(
            operation,
            [x, x.Graph.Constant(over)],
            [.. x.Shape.Where((_, axis) => !over.Contains(axis))],
            inputs => torch(inputs[0], over),
            attributes: ("keepdims", false));
    }

    private static OnnxDimension[] Pooled(OnnxValue x, long[] kernel, long[] strides, long[] padding, long[] dilations, bool ceiling)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank != 4 || new[] { kernel, strides, padding, dilations }.Any(numbers => numbers.Length != 2))
        {
            throw new LabException($"Pooling takes maps [N, channels, height, width] and two numbers of each kind, not '{x}'.");
        }

        var shape = x.Shape.ToArray();
        for (var axis = 0; axis < 2; axis++)
        {
            shape[axis + 2] = x.Graph.Slide(
                x.Shape[axis + 2], new SlidingWindow(kernel[axis], strides[axis], padding[axis], padding[axis], dilations[axis], ceiling));
        }

        return shape;
    }
}
