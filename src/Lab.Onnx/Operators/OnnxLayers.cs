namespace Lab.Onnx;

/// <summary>Layers with weights.</summary>
public static class OnnxLayers
{
    /// <summary>A convolution over one or two axes.</summary>
    /// <param name="x">[N, channels, length] or [N, channels, height, width].</param>
    /// <param name="weight">[outputs, channels / groups, kernel...].</param>
    /// <param name="bias">[outputs], or null.</param>
    /// <param name="strides">Per axis.</param>
    /// <param name="padding">Zeros on both sides of each axis.</param>
    /// <param name="dilations">Per axis.</param>
    /// <param name="groups">Groups of channels.</param>
    public static OnnxValue Conv(this OnnxValue x, OnnxValue weight, OnnxValue? bias, long[] strides, long[] padding, long[] dilations, long groups)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(strides);
        ArgumentNullException.ThrowIfNull(padding);
        ArgumentNullException.ThrowIfNull(dilations);
        var axes = x.Rank - 2;
        if (axes is not (1 or 2) || weight.Rank != x.Rank || strides.Length != axes || padding.Length != axes || dilations.Length != axes || x.Shape[1] != weight.Shape[1] * groups)
        {
            throw new LabException($"A convolution of '{x}' with '{weight}' in {groups} groups, strides of {strides.Length} and padding of {padding.Length} axes does not fit.");
        }

        var kernel = weight.Shape.Skip(2).Select(size => size.Size!.Value).ToArray();
        var shape = x.Shape.ToArray();
        shape[1] = weight.Shape[0];
        for (var axis = 0; axis < axes; axis++)
        {
            shape[axis + 2] = x.Graph.Slide(
                x.Shape[axis + 2], new SlidingWindow(kernel[axis], strides[axis], padding[axis], padding[axis], dilations[axis]));
        }

        return x.Graph.Apply(
            "Conv",
            bias is null ? [x, weight] : [x, weight, bias],
            shape,
            inputs => axes == 1
                ? torch.nn.functional.conv1d(inputs[0], inputs[1], inputs.ElementAtOrDefault(2), strides[0], padding[0], dilations[0], groups)
                : torch.nn.functional.conv2d(inputs[0], inputs[1], inputs.ElementAtOrDefault(2), strides, padding, dilations, groups),
            attributes: [("kernel_shape", kernel), ("strides", strides), ("pads", padding.Concat(padding).ToArray()), ("dilations", dilations), ("group", groups)]);
    }

    /// <summary>Batch normalisation with fixed statistics. Runtimes fold it into the convolution before it.</summary>
    /// <param name="x">[N, channels, ...].</param>
    /// <param name="scale">[channels].</param>
    /// <param name="bias">[channels].</param>
    /// <param name="mean">[channels].</param>
    /// <param name="variance">[channels].</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static OnnxValue BatchNormalization(this OnnxValue x, OnnxValue scale, OnnxValue bias, OnnxValue mean, OnnxValue variance, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(scale);
        if (x.Rank < 2 || x.Shape[1] != scale.Shape[0])
        {
            throw new LabException($"Batch normalisation of '{x}' by '{scale}' does not fit: the second size is the channels.");
        }

        return x.Graph.Apply(
            "BatchNormalization",
            [x, scale, bias, mean, variance],
            x.Shape,
            inputs => torch.nn.functional.batch_norm(inputs[0], inputs[3], inputs[4], inputs[1], inputs[2], training: false, eps: epsilon),
            attributes: ("epsilon", epsilon));
    }

    /// <summary>Layer normalisation over the last axes.</summary>
    /// <param name="x">Any shape that ends with that of the weights.</param>
    /// <param name="scale">The shape of the last axes.</param>
    /// <param name="bias">The same, or null.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static OnnxValue LayerNormalization(this OnnxValue x, OnnxValue scale, OnnxValue? bias, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(scale);
        if (x.Rank < scale.Rank || !x.Shape.TakeLast(scale.Rank).SequenceEqual(scale.Shape))
        {
            throw new LabException($"Layer normalisation of '{x}' by '{scale}' does not fit: the last sizes are normalised.");
        }

        var over = scale.Shape.Select(size => size.Size!.Value).ToArray();
        return x.Graph.Apply(
            "LayerNormalization",
            bias is null ? [x, scale] : [x, scale, bias],
            x.Shape,
            inputs => torch.nn.functional.layer_norm(inputs[0], over, inputs[1], inputs.ElementAtOrDefault(2), epsilon),
            attributes: [("axis", -scale.Rank), ("epsilon", epsilon)]);
    }

    /// <summary>A matrix product over the last two axes; those before are repeated where they are 1.</summary>
    public static OnnxValue MatMul(this OnnxValue left, OnnxValue right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Rank < 2 || right.Rank < 2 || left.Shape[^1] != right.Shape[^2])
        {
            throw new LabException($"The matrix product of '{left}' and '{right}' does not fit: the last size of the one must be the last but one of the other.");
        }

        var outer = OnnxShapes.Broadcast("MatMul", [.. left.Shape.SkipLast(2)], [.. right.Shape.SkipLast(2)]);
        return left.Graph.Apply("MatMul", [left, right], [.. outer, left.Shape[^2], right.Shape[^1]], inputs => inputs[0].matmul(inputs[1]));
    }

    /// <summary>A linear layer over the last axis.</summary>
    /// <param name="x">[..., inputs].</param>
    /// <param name="layer">The module that owns the weight, for the name of its transposed form.</param>
    /// <param name="weight">[outputs, inputs], as torch stores it.</param>
    /// <param name="bias">[outputs], or null.</param>
    public static OnnxValue Linear(this OnnxValue x, torch.nn.Module layer, Tensor weight, OnnxValue? bias)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(weight);
        if (x.Rank != 2 || weight.dim() != 2)
        {
            // Only matrices have an operator that takes the weight as torch has it.
            var product = x.MatMul(x.Graph.Weight(layer, "weight.T", weight.t()));
            return bias is null ? product : product + bias;
        }

        var matrix = x.Graph.Weight(layer, "weight", weight);
        if (x.Shape[1] != matrix.Shape[1])
        {
            throw new LabException($"A linear layer of '{x}' with '{matrix}' does not fit: the weight's second size must be the value's.");
        }

        return x.Graph.Apply(
            "Gemm",
            bias is null ? [x, matrix] : [x, matrix, bias],
            [x.Shape[0], matrix.Shape[0]],
            inputs => torch.nn.functional.linear(inputs[0], inputs[1], inputs.ElementAtOrDefault(2)),
            attributes: ("transB", true));
    }
}
