namespace Lab.Onnx;

/// <summary>Shapes, order and parts of values.</summary>
public static class OnnxLayout
{
    /// <summary>The same elements in another shape.</summary>
    /// <param name="x">The value.</param>
    /// <param name="shape">The new shape, of as many elements; at most one size may be a symbol, such as the batch.</param>
    /// <exception cref="LabException">The number of elements differs, or two sizes are symbols.</exception>
    public static OnnxValue Reshape(this OnnxValue x, params IReadOnlyList<OnnxDimension> shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(shape);
        if (OnnxShapes.Elements(x.Shape) != OnnxShapes.Elements(shape) || shape.Count(size => size.Size is null) > 1)
        {
            throw new LabException($"'{x}' cannot be reshaped to {OnnxShapes.Text(shape)}: the number of elements must be the same, and at most one size unknown.");
        }

        var sizes = shape.Select(size => size.Size ?? -1).ToArray();
        return x.Graph.Apply("Reshape", [x, x.Graph.Constant(sizes)], shape, inputs => inputs[0].reshape(sizes));
    }

    /// <summary>One row per entry of the first axis: [N, a, b, ...] to [N, a * b * ...].</summary>
    public static OnnxValue Flatten(this OnnxValue x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var length = x.Shape.Skip(1).Aggregate(1L, (product, size) => product * size.Known("Flattening"));
        return x.Graph.Apply("Flatten", [x], [x.Shape[0], length], inputs => inputs[0].flatten(1), attributes: ("axis", 1));
    }

    /// <summary>The axes in another order.</summary>
    public static OnnxValue Transpose(this OnnxValue x, params int[] order)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(order);
        if (!order.Order().SequenceEqual(Enumerable.Range(0, x.Rank)))
        {
            throw new ArgumentException($"'{x}' has {x.Rank} axes, whose order cannot be {string.Join(", ", order)}.", nameof(order));
        }

        var axes = order.Select(axis => (long)axis).ToArray();
        return x.Graph.Apply("Transpose", [x], [.. order.Select(axis => x.Shape[axis])], inputs => inputs[0].permute(axes), attributes: ("perm", axes));
    }

    /// <summary>One entry of an axis, which is gone afterwards.</summary>
    public static OnnxValue Select(this OnnxValue x, int axis, long index)
    {
        var along = x.Axis(axis);
        return x.Graph.Apply(
            "Gather", [x, x.Graph.Constant(index, torch.ScalarType.Int64)], [.. x.Shape.Where((_, i) => i != along)], inputs => inputs[0].select(along, index), attributes: ("axis", along));
    }

    /// <summary>Entries of an axis from <paramref name="start"/> to before <paramref name="end"/>.</summary>
    public static OnnxValue Slice(this OnnxValue x, int axis, long start, long end)
    {
        var along = x.Axis(axis);
        var length = x.Shape[along].Known("Slicing");
        if (start < 0 || end <= start || end > length)
        {
            throw new ArgumentOutOfRangeException(nameof(end), $"{start} to {end} are no entries of an axis of {length} in '{x}'.");
        }

        var shape = x.Shape.ToArray();
        shape[along] = end - start;
        return x.Graph.Apply(
            "Slice", [x, x.Graph.Constant([start]), x.Graph.Constant([end]), x.Graph.Constant([along])], shape, inputs => inputs[0].narrow(along, start, end - start));
    }

    /// <summary>Values one after another along an axis.</summary>
    public static OnnxValue Concat(int axis, params IReadOnlyList<OnnxValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var along = values[0].Axis(axis);
        var shape = values[0].Shape.ToArray();
        foreach (var value in values.Skip(1))
        {
            if (value.Rank != shape.Length || value.Shape.Where((size, i) => i != along && size != shape[i]).Any())
            {
                throw new LabException($"'{values[0]}' and '{value}' cannot stand one after another along axis {along}: their other sizes differ.");
            }
        }

        shape[along] = values.Sum(value => value.Shape[along].Known("Concatenation"));
        return values[0].Graph.Apply("Concat", values, shape, inputs => torch.cat(inputs, along), attributes: ("axis", along));
    }

    /// <summary>Zeros before and after the entries of axes.</summary>
    /// <param name="x">The value.</param>
    /// <param name="before">How many before, per axis of the value.</param>
    /// <param name="after">How many after, per axis of the value.</param>
    public static OnnxValue Pad(this OnnxValue x, long[] before, long[] after)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Length != x.Rank || after.Length != x.Rank)
        {
            throw new ArgumentException($"'{x}' has {x.Rank} axes, not {before.Length} and {after.Length}.", nameof(before));
        }

        var shape = x.Shape.Select((size, axis) => before[axis] + after[axis] == 0 ? size : size.Known("Padding") + before[axis] + after[axis]).ToArray();
        var pairs = Enumerable.Range(1, x.Rank).SelectMany(i => new[] { before[^i], after[^i] }).ToArray();
        return x.Graph.Apply("Pad", [x, x.Graph.Constant([.. before, .. after])], shape, inputs => torch.nn.functional.pad(inputs[0], pairs));
    }

    /// <summary>The entries of an axis moved on by <paramref name="shift"/>; what leaves at one end enters at the other.</summary>
    public static OnnxValue Roll(this OnnxValue x, int axis, long shift)
    {
        var along = x.Axis(axis);
        var length = x.Shape[along].Known("Rolling");
        var first = (((-shift) % length) + length) % length;
        return first == 0 ? x : Concat(along, x.Slice(along, first, length), x.Slice(along, 0, first));
    }

    /// <summary>The elements in another type.</summary>
    public static OnnxValue Cast(this OnnxValue x, torch.ScalarType type)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Type == type ? x : x.Graph.Apply("Cast", [x], x.Shape, inputs => inputs[0].to(type), type, ("to", OnnxTypes.Number(type)));
    }

    /// <summary>The sizes of a value, for what is computed with them when the model runs: int64 [rank].</summary>
    public static OnnxValue ShapeOf(this OnnxValue x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Apply("Shape", [x], [x.Rank], inputs => torch.tensor(inputs[0].shape), torch.ScalarType.Int64);
    }
}
