namespace Lab.Onnx;

/// <summary>A tensor of a graph that is being built: an input, a weight, or what an operation gives. Operators are methods and C#'s own signs.</summary>
/// <remarks>Every value knows its type and shape, so that what does not fit is refused where it is written.</remarks>
public sealed class OnnxValue
{
    internal OnnxValue(OnnxGraph graph, string name, torch.ScalarType type, IReadOnlyList<OnnxDimension> shape)
    {
        (Graph, Name, Type) = (graph, name, type);
        Shape = [.. shape];
    }

    /// <summary>The graph that the value belongs to.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>Its name in the file.</summary>
    public string Name { get; }

    /// <summary>The type of its elements.</summary>
    public torch.ScalarType Type { get; }

    /// <summary>Its sizes, outermost first.</summary>
    public IReadOnlyList<OnnxDimension> Shape { get; }

    /// <summary>How many sizes it has.</summary>
    public int Rank => Shape.Count;

    /// <summary>The operation that gives it, or null for an input or a weight.</summary>
    internal OnnxNode? Node { get; init; }

    /// <summary>What a weight or constant holds.</summary>
    internal Tensor? Weight { get; init; }

    /// <summary>The sum, element by element; sizes of 1 are repeated.</summary>
    public static OnnxValue operator +(OnnxValue left, OnnxValue right) => left.Combine("Add", right, (a, b) => a + b);

    /// <summary>The difference, element by element; sizes of 1 are repeated.</summary>
    public static OnnxValue operator -(OnnxValue left, OnnxValue right) => left.Combine("Sub", right, (a, b) => a - b);

    /// <summary>The product, element by element; sizes of 1 are repeated.</summary>
    public static OnnxValue operator *(OnnxValue left, OnnxValue right) => left.Combine("Mul", right, (a, b) => a * b);

    /// <summary>The quotient, element by element; sizes of 1 are repeated. Whole numbers are divided towards zero.</summary>
    public static OnnxValue operator /(OnnxValue left, OnnxValue right) =>
        left.Combine("Div", right, (a, b) => a.is_floating_point() ? a / b : a.div(b, torch.RoundingMode.trunc));

    /// <summary>The sum with a number.</summary>
    public static OnnxValue operator +(OnnxValue left, double right) => left + Like(left, right);

    /// <summary>The difference from a number.</summary>
    public static OnnxValue operator -(OnnxValue left, double right) => left - Like(left, right);

    /// <summary>The product with a number.</summary>
    public static OnnxValue operator *(OnnxValue left, double right) => left * Like(left, right);

    /// <summary>The quotient by a number.</summary>
    public static OnnxValue operator /(OnnxValue left, double right) => left / Like(left, right);

    /// <summary>What a module makes of the value: the module's own emission, or that of its type.</summary>
    /// <param name="module">A module of the exported model, in evaluation mode.</param>
    /// <exception cref="LabException">Nothing says how the module is written in ONNX; the message says what to add.</exception>
    public OnnxValue Through(torch.nn.Module module) => Graph.Call(module, this);

    /// <summary>What a module makes of the value where more than the value is needed: <paramref name="emit"/>, whose operations are named after the module.</summary>
    /// <param name="module">A module of the exported model.</param>
    /// <param name="emit">What the module does.</param>
    public OnnxValue Within(torch.nn.Module module, Func<OnnxValue, OnnxValue> emit)
    {
        ArgumentNullException.ThrowIfNull(emit);
        return Graph.Within(module, () => emit(this));
    }

    /// <summary>Name, type and shape.</summary>
    public override string ToString() => $"{Name}: {Type} {OnnxShapes.Text(Shape)}";

    private OnnxValue Combine(string operation, OnnxValue right, Func<Tensor, Tensor, Tensor> torch)
    {
        if (Type != right.Type)
        {
            throw new LabException($"{operation} cannot combine '{this}' with '{right}': cast one of them.");
        }

        return Graph.Apply(operation, [this, right], OnnxShapes.Broadcast(operation, Shape, right.Shape), inputs => torch(inputs[0], inputs[1]));
    }

    private static OnnxValue Like(OnnxValue value, double number)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Graph.Constant(number, value.Type);
    }
}
