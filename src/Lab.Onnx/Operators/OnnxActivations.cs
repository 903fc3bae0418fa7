namespace Lab.Onnx;

/// <summary>Nonlinearities.</summary>
public static class OnnxActivations
{
    private static readonly double RootOfTwo = Math.Sqrt(2);

    /// <summary>max(x, 0).</summary>
    public static OnnxValue Relu(this OnnxValue x) => Each(x, "Relu", t => t.relu());

    /// <summary>The value held between two numbers.</summary>
    public static OnnxValue Clip(this OnnxValue x, double minimum, double maximum)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Apply("Clip", [x, x.Graph.Constant(minimum, x.Type), x.Graph.Constant(maximum, x.Type)], x.Shape, inputs => inputs[0].clamp(inputs[1], inputs[2]));
    }

    /// <summary>x for positive x, a share of it for negative.</summary>
    public static OnnxValue LeakyRelu(this OnnxValue x, double slope) => Each(x, "LeakyRelu", t => torch.nn.functional.leaky_relu(t, slope), ("alpha", slope));

    /// <summary>x for positive x, alpha (exp(x) - 1) for negative.</summary>
    public static OnnxValue Elu(this OnnxValue x, double alpha) => Each(x, "Elu", t => torch.nn.functional.elu(t, alpha), ("alpha", alpha));

    /// <summary>The logistic function.</summary>
    public static OnnxValue Sigmoid(this OnnxValue x) => Each(x, "Sigmoid", t => t.sigmoid());

    /// <summary>The hyperbolic tangent.</summary>
    public static OnnxValue Tanh(this OnnxValue x) => Each(x, "Tanh", t => t.tanh());

    /// <summary>log(1 + exp(x)).</summary>
    public static OnnxValue Softplus(this OnnxValue x) => Each(x, "Softplus", t => torch.nn.functional.softplus(t));

    /// <summary>min(max(x + 3, 0), 6) / 6.</summary>
    public static OnnxValue HardSigmoid(this OnnxValue x) => Each(x, "HardSigmoid", t => torch.nn.functional.hardsigmoid(t), ("alpha", 1.0 / 6), ("beta", 0.5));

    /// <summary>x min(max(x + 3, 0), 6) / 6.</summary>
    public static OnnxValue HardSwish(this OnnxValue x) => Each(x, "HardSwish", t => torch.nn.functional.hardswish(t, inplace: false));

    /// <summary>x by its logistic function.</summary>
    public static OnnxValue Silu(this OnnxValue x) => x * Sigmoid(x);

    /// <summary>
    /// x by the normal distribution's function, exact: x (1 + erf(x / √2)) / 2. Written out, as ONNX has it as one operator only from set 20 on; runtimes know the pattern.
    /// </summary>
    public static OnnxValue Gelu(this OnnxValue x) => x * (Each(x / RootOfTwo, "Erf", t => t.erf()) + 1) * 0.5;

    /// <summary>The exponential.</summary>
    public static OnnxValue Exp(this OnnxValue x) => Each(x, "Exp", t => t.exp());

    /// <summary>The natural logarithm.</summary>
    public static OnnxValue Log(this OnnxValue x) => Each(x, "Log", t => t.log());

    /// <summary>The square root.</summary>
    public static OnnxValue Sqrt(this OnnxValue x) => Each(x, "Sqrt", t => t.sqrt());

    /// <summary>The nearest whole number, halves to the even one.</summary>
    public static OnnxValue Round(this OnnxValue x) => Each(x, "Round", t => t.round());

    /// <summary>The nearest whole number that is not above the value.</summary>
    public static OnnxValue Floor(this OnnxValue x) => Each(x, "Floor", t => t.floor());

    /// <summary>Probabilities along an axis.</summary>
    public static OnnxValue Softmax(this OnnxValue x, int axis = -1)
    {
        var along = x.Axis(axis);
        return Each(x, "Softmax", t => t.softmax(along), ("axis", along));
    }

    /// <summary>Logarithms of probabilities along an axis.</summary>
    public static OnnxValue LogSoftmax(this OnnxValue x, int axis = -1)
    {
        var along = x.Axis(axis);
        return Each(x, "LogSoftmax", t => t.log_softmax(along), ("axis", along));
    }

    private static OnnxValue Each(OnnxValue x, string operation, Func<Tensor, Tensor> torch, params IReadOnlyList<(string Name, OnnxAttribute Value)> attributes)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Apply(operation, [x], x.Shape, inputs => torch(inputs[0]), attributes: attributes);
    }
}
