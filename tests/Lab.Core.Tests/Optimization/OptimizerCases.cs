using Lab.Optimization;
using Parameter = TorchSharp.Modules.Parameter;

namespace Lab.Tests.Optimization;

/// <summary>The optimizers and settings of optimizer_reference.py and of <see cref="OptimizerFormulaTests"/>, and the formula parameters and gradients that they run on.</summary>
internal static class OptimizerCases
{
    public static readonly Dictionary<string, OptimizerOptions> All = new()
    {
        ["sgd"] = new() { Name = "sgd" },
        ["sgd-decay"] = new() { Name = "sgd", WeightDecay = 0.05 },
        ["sgd-momentum"] = new() { Name = "sgd", Momentum = 0.9, WeightDecay = 0.05 },
        ["sgd-dampening"] = new() { Name = "sgd", Momentum = 0.9, Dampening = 0.3 },
        ["sgd-nesterov"] = new() { Name = "sgd", Momentum = 0.8, Nesterov = true, WeightDecay = 0.01 },
        ["adam"] = new() { Name = "adam" },
        ["adam-decay"] = new() { Name = "adam", Beta1 = 0.8, Beta2 = 0.99, Epsilon = 1e-6, WeightDecay = 0.05 },
        ["adam-amsgrad"] = new() { Name = "adam", AmsGrad = true, WeightDecay = 0.02 },
        ["adamw"] = new() { Name = "adamw" },
        ["adamw-amsgrad"] = new() { Name = "adamw", AmsGrad = true, WeightDecay = 0.1, Beta1 = 0.85, Beta2 = 0.98 },
        ["radam"] = new() { Name = "radam" },
        ["radam-decay"] = new() { Name = "radam", Beta1 = 0.8, Beta2 = 0.9, WeightDecay = 0.05 },
        ["rmsprop"] = new() { Name = "rmsprop" },
        ["rmsprop-momentum"] = new() { Name = "rmsprop", Smoothing = 0.9, Momentum = 0.7, WeightDecay = 0.05 },
        ["rmsprop-centered"] = new() { Name = "rmsprop", Centered = true, Epsilon = 1e-6 },
        ["lion"] = new() { Name = "lion" },
        ["lion-decay"] = new() { Name = "lion", Beta1 = 0.95, Beta2 = 0.98, WeightDecay = 0.3 },
        ["lamb"] = new() { Name = "lamb" },
        ["lamb-no-decay"] = new() { Name = "lamb", WeightDecay = 0 },
        ["lamb-no-decay-adapt"] = new() { Name = "lamb", WeightDecay = 0, AlwaysAdapt = true, MaximumGradientNorm = 0 },
        ["lamb-clip"] = new() { Name = "lamb", Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-3, WeightDecay = 0.2, TrustClip = true, MaximumGradientNorm = 0.5 },
        ["rmsprop-all"] = new() { Name = "rmsprop", Smoothing = 0.95, Momentum = 0.5, Centered = true, WeightDecay = 0.01 },
    };

    public static readonly (string Name, long[] Shape)[] Shapes = [("weight", [3, 4]), ("bias", [4])];

    public static double RateAt(int step) => 0.05 / (1 + (0.1 * step));

    public static Tensor Formula(string key, long[] shape, torch.ScalarType type = torch.ScalarType.Float64)
    {
        var numbers = FormulaNumbers.U01(key, (int)shape.Aggregate(1L, (a, b) => a * b));
        return torch.tensor(numbers.Select(u => (2 * u) - 1).ToArray(), shape, type);
    }

    public static Dictionary<string, Parameter> Parameters(torch.ScalarType type = torch.ScalarType.Float64) =>
        Shapes.ToDictionary(part => part.Name, part => new Parameter(Formula($"parameter/{part.Name}", part.Shape, type)));

    public static IReadOnlyList<ParameterGroup> Group(Dictionary<string, Parameter> parameters, double weightDecay = 0) =>
        [new ParameterGroup("all", [.. parameters], weightDecay)];

    public static Optimizer Create(string name, Dictionary<string, Parameter> parameters, bool fused = true)
    {
        var options = All[name];
        var factory = new OptimizerFactory();
        var groups = Group(parameters, factory.WeightDecay(options));
        var adam = new AdamOptions { Beta1 = options.Beta1, Beta2 = options.Beta2 ?? 0.999, Epsilon = options.Epsilon ?? 1e-8, AmsGrad = options.AmsGrad };
        return (fused, options.Name) switch
        {
            (false, "sgd") => new Sgd(groups, new SgdOptions { Momentum = options.Momentum, Dampening = options.Dampening, Nesterov = options.Nesterov }) { Fused = false },
            (false, "adam") => new Adam(groups, adam) { Fused = false },
            (false, "adamw") => new AdamW(groups, adam) { Fused = false },
            _ => factory.Create(options, groups),
        };
    }

    /// <summary>Takes the steps from <paramref name="first"/> to <paramref name="last"/>, both included; the bias has no gradient at steps 1 and 7.</summary>
    public static void Run(Optimizer optimizer, Dictionary<string, Parameter> parameters, int first, int last, Action<int>? after = null)
    {
        for (var step = first; step <= last; step++)
        {
            using var scope = torch.NewDisposeScope();
            foreach (var (name, shape) in Shapes)
            {
                parameters[name].grad = name == "bias" && (step is 1 or 7) ? null : Formula($"gradient/{name}/{step}", shape, parameters[name].dtype);
            }

            optimizer.Step(RateAt(step));
            after?.Invoke(step);
        }
    }

    public static double[] Values(Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return tensor.detach().to(torch.ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    public static void Dispose(Dictionary<string, Parameter> parameters)
    {
        foreach (var parameter in parameters.Values)
        {
            parameter.Dispose();
        }
    }
}
