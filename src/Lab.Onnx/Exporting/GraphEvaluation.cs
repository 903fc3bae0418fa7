namespace Lab.Onnx;

/// <summary>Runs a graph with torch, node by node.</summary>
internal static class GraphEvaluation
{
    /// <summary>The outputs for one value of the graph that is given; what lies before it is not run.</summary>
    /// <returns>A tensor per output in the current dispose scope, or null if an operation has no form in torch.</returns>
    /// <exception cref="LabException">An operation gave another shape than the graph says.</exception>
    public static Tensor[]? Run(IReadOnlyList<OnnxValue> outputs, OnnxValue given, Tensor example)
    {
        var order = GraphOrder.Of(outputs, until: given);
        var operations = order.Where(value => value != given && value.Node is not null).ToList();
        if (operations.Any(value => value.Node!.Torch is null))
        {
            return null;
        }

        var uses = operations.SelectMany(InputsOf).Concat(outputs).CountBy(value => value).ToDictionary();
        var results = order.Where(value => value.Weight is not null).ToDictionary(value => value, value => value.Weight!.to(example.device));
        results[given] = example;
        foreach (var value in operations)
        {
            using (torch.NewDisposeScope())
            {
                // An alias, as some functions return what they were given.
                results[value] = value.Node!.Torch!([.. InputsOf(value).Select(input => results[input])]).alias().MoveToOuterDisposeScope();
            }

            Check(value, results[value]);
            foreach (var input in InputsOf(value))
            {
                // Large intermediate results go as soon as nobody needs them; weights are the model's.
                if (--uses[input] == 0 && input.Node is not null && input != given)
                {
                    results[input].Dispose();
                }
            }
        }

        return [.. outputs.Select(output => results[output])];
    }

    private static IEnumerable<OnnxValue> InputsOf(OnnxValue value) => value.Node!.Inputs.OfType<OnnxValue>();

    private static void Check(OnnxValue value, Tensor result)
    {
        if (value.Rank != result.dim() || value.Shape.Where((size, axis) => size.Size is { } known && known != result.size(axis)).Any())
        {
            throw new LabException(
                $"{value.Node!.Operation} '{value.Name}' was said to give {OnnxShapes.Text(value.Shape)} and gave [{string.Join(", ", result.shape)}]: the shape that was handed to {nameof(OnnxGraph.Apply)} is wrong.");
        }
    }
}
