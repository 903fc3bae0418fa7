using System.Text.Json.Nodes;
using Lab.Optimization;

namespace Lab.Tests.Optimization;

/// <summary>Against PyTorch's own numbers, written by optimizer_reference.py.</summary>
public sealed class OptimizerReferenceTests
{
    private const double Tolerance = 1e-10;

    private static readonly JsonNode Reference = JsonNode.Parse(File.ReadAllText(ReferenceFile()))!;

    private static IEnumerable<TestCaseData> Cases =>
        OptimizerCases.All.Keys.Where(name => !OptimizerFormulaTests.Covers(name)).SelectMany(name => new[] { true, false }.Where(fused => fused || OptimizerCases.All[name].Name is "sgd" or "adam" or "adamw")
            .Select(fused => new TestCaseData(name, fused)));

    [TestCaseSource(nameof(Cases))]
    public void Twenty_five_steps_give_PyTorchs_parameters(string name, bool fused)
    {
        var parameters = OptimizerCases.Parameters();
        using var optimizer = OptimizerCases.Create(name, parameters, fused);
        var expected = Reference["cases"]![name]!.AsObject();
        var compared = 0;

        OptimizerCases.Run(optimizer, parameters, 1, 25, step =>
        {
            if (expected[step.ToString(System.Globalization.CultureInfo.InvariantCulture)] is { } row)
            {
                foreach (var (parameter, value) in parameters)
                {
                    Assert.That(OptimizerCases.Values(value), Is.EqualTo(Numbers(row[parameter]!)).Within(Tolerance), $"{parameter} after step {step}");
                    compared++;
                }
            }
        });

        Assert.That(compared, Is.EqualTo(12));
        OptimizerCases.Dispose(parameters);
    }

    [TestCase("0.5")]
    [TestCase("100")]
    public void Clipping_by_norm_gives_PyTorchs_norm_and_gradients(string maximum)
    {
        using var scope = torch.NewDisposeScope();
        var parameters = OptimizerCases.Parameters();
        using var optimizer = new Sgd(OptimizerCases.Group(parameters));
        foreach (var (name, shape) in OptimizerCases.Shapes)
        {
            parameters[name].grad = OptimizerCases.Formula($"gradient/{name}/1", shape);
        }

        var norm = new Gradients(optimizer).ClipNorm(double.Parse(maximum, System.Globalization.CultureInfo.InvariantCulture));

        var expected = Reference["clip"]![maximum]!;
        Assert.That(norm, Is.EqualTo((double)expected["norm"]!).Within(1e-12));
        Assert.That(OptimizerCases.Values(parameters["weight"].grad!), Is.EqualTo(Numbers(expected["gradients"]![0]!)).Within(1e-12));
        Assert.That(OptimizerCases.Values(parameters["bias"].grad!), Is.EqualTo(Numbers(expected["gradients"]![1]!)).Within(1e-12));
    }

    private static double[] Numbers(JsonNode node) => [.. node.AsArray().Select(number => (double)number!)];

    // Beside the sources: compiled-in paths are rewritten in a continuous-integration build.
    private static string ReferenceFile()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lab.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "tests", "Lab.Core.Tests", "Optimization", "optimizer_reference.json");
    }
}
