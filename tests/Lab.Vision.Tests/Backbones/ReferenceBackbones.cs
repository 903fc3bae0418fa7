using System.Text.Json.Nodes;
using Lab.Tests;

namespace Lab.Vision.Tests.Networks;

/// <summary>Compares a backbone on formula weights with what timm says of it.</summary>
internal static class ReferenceBackbones
{
    private static readonly string[] SmallEntries = ["pos_embed", "cls_token", "relative_position_bias_table"];

    public static void Check(Backbone model, JsonNode reference)
    {
        model.ResetClassifier((int)reference["num_classes"]!);
        model.eval();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var state = model.state_dict();
        var expected = reference["state_dict"]!.AsArray().Select(entry => $"{entry![0]} [{string.Join(", ", entry[1]!.AsArray())}]").ToArray();
        Assert.That(state.Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]"), Is.EqualTo(expected));
        Assert.That(model.parameters().Sum(parameter => parameter.numel()), Is.EqualTo((long)reference["parameters"]!));
        CheckPreprocessing(model.Preprocessing, reference);
        foreach (var (key, tensor) in state.Where(entry => entry.Value.is_floating_point()))
        {
            tensor.copy_(torch.tensor(Values(key, tensor.shape), tensor.shape));
        }

        long[] shape = [.. reference["input"]!.AsArray().Select(size => (long)size!)];
        var images = torch.tensor(FormulaNumbers.U01("input", (int)shape.Aggregate((a, b) => a * b)).Select(number => (float)((2 * number) - 1)).ToArray(), shape);
        var features = model.ForwardFeatures(images);
        var embedding = model.ForwardHead(features, embedding: true);
        var logits = model.forward(images).data<float>().ToArray();
        var wanted = reference["logits"]!.AsArray().SelectMany(row => row!.AsArray()).Select(value => (float)value!).ToArray();

        Assert.That(features.shape, Is.EqualTo(reference["features_shape"]!.AsArray().Select(size => (long)size!)));
        Assert.That(embedding.shape, Is.EqualTo(reference["embedding_shape"]!.AsArray().Select(size => (long)size!)));
        Assert.That(features.norm().item<float>(), Is.EqualTo((double)reference["features_l2"]!).Within(1e-2).Percent);
        Assert.That(embedding.norm().item<float>(), Is.EqualTo((double)reference["embedding_l2"]!).Within(1e-2).Percent);
        Assert.That(logits, Is.EqualTo(wanted).Within(1e-4f * wanted.Max(Math.Abs)));
    }

    private static void CheckPreprocessing(ImagePreprocessing preprocessing, JsonNode reference)
    {
        Assert.That(preprocessing.Normalization.Mean, Is.EqualTo(reference["mean"]!.AsArray().Select(value => (float)value!)));
        Assert.That(preprocessing.Normalization.Deviation, Is.EqualTo(reference["std"]!.AsArray().Select(value => (float)value!)));
        Assert.That(preprocessing.Filter.ToString(), Is.EqualTo((string)reference["interpolation"]!).IgnoreCase);
        Assert.That(preprocessing.CropFraction, Is.EqualTo((double)reference["crop_pct"]!));
    }

    private static float[] Values(string key, long[] shape)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        var fan = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        return FormulaNumbers.U01(key, (int)count).Select(number => (2 * number) - 1).Select(x => (float)(
            key.EndsWith("running_var", StringComparison.Ordinal) ? 1 + (0.5 * Math.Abs(x))
            : key.EndsWith("running_mean", StringComparison.Ordinal) ? 0.1 * x
            : shape.Length >= 2 && !SmallEntries.Any(key.Contains) ? x * Math.Sqrt(3.0 / fan)
            : key.EndsWith("gamma", StringComparison.Ordinal) || (shape.Length == 1 && key.EndsWith("weight", StringComparison.Ordinal)) ? 1 + (0.1 * x)
            : 0.1 * x)).ToArray();
    }
}
