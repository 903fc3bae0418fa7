namespace Lab.Onnx;

/// <summary>The values that a graph's outputs need.</summary>
internal static class GraphOrder
{
    /// <summary>All of them, each behind what it is made of, as ONNX wants nodes to stand. What nothing needs is left out.</summary>
    /// <param name="outputs">What is wanted.</param>
    /// <param name="until">A value whose own inputs are not looked at, or null.</param>
    public static IReadOnlyList<OnnxValue> Of(IEnumerable<OnnxValue> outputs, OnnxValue? until = null)
    {
        var (order, seen) = (new List<OnnxValue>(), new HashSet<OnnxValue>());

        // Not by recursion: a deep network has thousands of values in a row.
        var stack = new Stack<(OnnxValue Value, bool Ready)>(outputs.Reverse().Select(output => (output, false)));
        while (stack.TryPop(out var next))
        {
            if (next.Ready)
            {
                order.Add(next.Value);
            }
            else if (seen.Add(next.Value))
            {
                stack.Push((next.Value, true));
                foreach (var input in (next.Value == until ? null : next.Value.Node?.Inputs)?.OfType<OnnxValue>().Reverse() ?? [])
                {
                    stack.Push((input, false));
                }
            }
        }

        return order;
    }
}
