namespace Lab.Onnx;

/// <summary>Whether a graph does what its model does.</summary>
internal static class ExportCheck
{
    private const long Samples = 2;

    /// <summary>
    /// The largest difference between graph and model on a random batch, as a share of the largest number that the model gives; null if the graph cannot be evaluated. What lies
    /// before the model is the input's own business.
    /// </summary>
    /// <exception cref="LabException">An output has another shape than the model gives.</exception>
    public static double? Compare(torch.nn.Module model, OnnxValue given, IReadOnlyList<OnnxOutput> outputs, bool softmax, OnnxInput input)
    {
        var example = Example(given, input, model.parameters().FirstOrDefault()?.device);
        if (GraphEvaluation.Run([.. outputs.Select(output => output.Value)], given, example) is not { } results)
        {
            return null;
        }

        var expected = ModelCall.Invoke(model, example);
        var worst = 0.0;
        foreach (var (output, result) in outputs.Zip(results))
        {
            var wanted = ModelCall.Find(expected, output.Name, outputs.Count == 1, model);
            if (!wanted.shape.SequenceEqual(result.shape))
            {
                throw new LabException(
                    $"The graph is not the model: its output '{output.Name}' has the shape [{string.Join(", ", result.shape)}] where the model gives [{string.Join(", ", wanted.shape)}] for a batch of {Samples}.");
            }

            wanted = softmax ? wanted.softmax(-1) : wanted;
            var difference = (double)(wanted - result).abs().max().item<float>() / Math.Max(wanted.abs().max().item<float>(), 1e-30f);
            worst = Math.Max(worst, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }

        return worst;
    }

    private static Tensor Example(OnnxValue given, OnnxInput input, torch.Device? device)
    {
        var shape = given.Shape.Select(size => size == OnnxDimension.Batch ? Samples : size.Size ?? size.Factor * input.ExampleSize(size.Symbol!)).ToArray();
        var random = RandomKey.FromSeed(0).Derive("onnx").CreateRandom();
        var numbers = new float[shape.Aggregate(1L, (product, size) => product * size)];
        foreach (ref var number in numbers.AsSpan())
        {
            number = (float)random.NextGaussian();
        }

        return torch.tensor(numbers, shape, device: device);
    }
}
