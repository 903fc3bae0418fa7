using System.Globalization;

namespace Lab.Onnx;

/// <summary>
/// A model as a graph of ONNX operators, while it is built. Values come from <see cref="Input"/>, <see cref="Parameter"/> and <see cref="Constant(long[])"/>; operators are methods
/// of <see cref="OnnxValue"/>, all of them made with <see cref="Apply"/>.
/// </summary>
/// <remarks>
/// Weights are not copied: the graph refers to the model's tensors until the file is written. They keep the names of the state dictionary. Build a graph in a dispose
/// scope, without gradients; <see cref="OnnxExporter"/> does so.
/// </remarks>
public sealed class OnnxGraph
{
    /// <summary>The version of the operator set that files declare.</summary>
    public const int OperatorSet = 18;

    private readonly Dictionary<torch.nn.Module, string> _paths = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, OnnxValue> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<(OnnxDimension Size, long Growth, long Stride, long Ceiling), OnnxDimension> _slid = [];
    private readonly List<OnnxValue> _inputs = [];
    private readonly OnnxEmitters _emitters;
    private string _path = string.Empty;
    private int _constants;

    /// <summary>An empty graph for a model.</summary>
    /// <param name="model">The model whose modules and weights the graph may name.</param>
    /// <param name="emitters">How modules that do not say it themselves are written; TorchSharp's if null.</param>
    public OnnxGraph(torch.nn.Module model, OnnxEmitters? emitters = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _emitters = emitters ?? new OnnxEmitters();
        _paths.Add(model, string.Empty);
        foreach (var (path, module) in model.named_modules())
        {
            _paths.TryAdd(module, path);
        }
    }

    /// <summary>The inputs, in the order in which they were declared.</summary>
    public IReadOnlyList<OnnxValue> Inputs => _inputs;

    /// <summary>Declares an input.</summary>
    /// <param name="name">Its name, which callers of the exported model use.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="shape">Its sizes, such as <see cref="OnnxDimension.Batch"/>, 3, 224, 224.</param>
    public OnnxValue Input(string name, torch.ScalarType type, params IReadOnlyList<OnnxDimension> shape)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(shape);
        var input = new OnnxValue(this, Unique(name), type, shape);
        _inputs.Add(input);
        return input;
    }

    /// <summary>A parameter or buffer of a module, under its name in the state dictionary.</summary>
    /// <param name="owner">A module of the model.</param>
    /// <param name="name">The tensor's name within the module, such as <c>weight</c>.</param>
    /// <exception cref="LabException">The module is no part of the model, or has no such tensor.</exception>
    public OnnxValue Parameter(torch.nn.Module owner, string name)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var tensor = owner.named_parameters(recurse: false).Where(pair => pair.name == name).Select(pair => (Tensor)pair.parameter)
            .Concat(owner.named_buffers(recurse: false).Where(pair => pair.name == name).Select(pair => pair.buffer))
            .FirstOrDefault() ?? throw new LabException($"{Describe(owner)} has no parameter or buffer '{name}' to export.");
        return Weight(owner, name, tensor);
    }

    /// <summary>A tensor that follows from a module's weights, such as a transposed one.</summary>
    /// <param name="owner">A module of the model.</param>
    /// <param name="name">A name within the module that tells it from the module's own tensors.</param>
    /// <param name="tensor">The tensor; a view is stored as what it shows. It must live until the file is written.</param>
    public OnnxValue Weight(torch.nn.Module owner, string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(tensor);
        var path = PathOf(owner);
        var full = path.Length == 0 ? name : $"{path}.{name}";

        // A module that is used twice has its weights once.
        return _weights.TryGetValue(full, out var known) ? known : _weights[full] = Held(Unique(full), tensor);
    }

    /// <summary>Whole numbers, [length].</summary>
    public OnnxValue Constant(params long[] numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return Shared($"{string.Join(',', numbers)}:int64[]", () => torch.tensor(numbers));
    }

    /// <summary>One number without a size.</summary>
    /// <param name="number">The number.</param>
    /// <param name="type">Its type.</param>
    public OnnxValue Constant(double number, torch.ScalarType type = torch.ScalarType.Float32) =>
        Shared(string.Create(CultureInfo.InvariantCulture, $"{number:R}:{type}"), () => torch.tensor(number, type));

    /// <summary>Floats of a shape.</summary>
    /// <param name="numbers">The numbers, the last axis fastest.</param>
    /// <param name="shape">Their shape.</param>
    public OnnxValue Constant(float[] numbers, params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return Held(Unique($"constant_{_constants++}"), torch.tensor(numbers, shape));
    }

    /// <summary>Adds an operation. Whatever operator is missing can be written with this.</summary>
    /// <param name="operation">The operator's name in ONNX, of operator set <see cref="OperatorSet"/>.</param>
    /// <param name="inputs">What it takes, in ONNX's order; null leaves out an optional input.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="torch">The same function in torch, with which an export is checked against the model; null leaves exports that use it unchecked.</param>
    /// <param name="type">The type of the result; that of the first input if null.</param>
    /// <param name="attributes">The operator's attributes.</param>
    /// <returns>The result.</returns>
    public OnnxValue Apply(
        string operation,
        IReadOnlyList<OnnxValue?> inputs,
        IReadOnlyList<OnnxDimension> shape,
        Func<Tensor[], Tensor>? torch,
        torch.ScalarType? type = null,
        params IReadOnlyList<(string Name, OnnxAttribute Value)> attributes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(operation);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(shape);
        if (inputs.FirstOrDefault(input => input is not null && input.Graph != this) is { } foreign)
        {
            throw new ArgumentException($"'{foreign}' belongs to another graph.", nameof(inputs));
        }

        var name = Unique(_path.Length == 0 ? operation : $"{_path}/{operation}");
        var node = new OnnxNode(operation, name, [.. inputs], [.. attributes], torch);
        return new OnnxValue(this, name, type ?? inputs[0]!.Type, shape) { Node = node };
    }

    /// <summary>What a window that slides along an axis makes of its size. Of a symbol it makes another, and the same wherever the sizes must be equal, so that branches can be joined.</summary>
    internal OnnxDimension Slide(OnnxDimension size, SlidingWindow window)
    {
        if (size.Size is { } length)
        {
            return OnnxShapes.Slide(length, window);
        }

        if (window is { Stride: 1, Growth: 0 })
        {
            return size;
        }

        var key = (size, window.Growth, window.Stride, Ceiling: window.Ceiling ? window.Before : -1);
        return _slid.TryGetValue(key, out var known) ? known : _slid[key] = OnnxDimension.Named(Unique($"{size.Symbol}_after"));
    }

    /// <summary>The value under another name: what a graph gives out is called what callers ask for.</summary>
    internal OnnxValue Rename(OnnxValue value, string name)
    {
        var node = new OnnxNode("Identity", Unique($"{name}/Identity"), [value], [], inputs => inputs[0].alias());
        return new OnnxValue(this, Unique(name), value.Type, value.Shape) { Node = node };
    }

    internal OnnxValue Call(torch.nn.Module module, OnnxValue input) => Within(module, () => _emitters.Emit(module, input, Describe(module)));

    internal OnnxValue Within(torch.nn.Module module, Func<OnnxValue> emit)
    {
        ArgumentNullException.ThrowIfNull(module);
        var outer = _path;
        _path = PathOf(module);
        try
        {
            return emit();
        }
        finally
        {
            _path = outer;
        }
    }

    /// <summary>A module for errors: its path and its type.</summary>
    internal string Describe(torch.nn.Module module) => $"'{_paths.GetValueOrDefault(module, "?")}' ({module.GetType().Name})";

    private string PathOf(torch.nn.Module module) => _paths.TryGetValue(module, out var path)
        ? path
        : throw new LabException(
            $"A {module.GetType().Name} is used that is no part of the exported model: keep it in a field that is registered (RegisterComponents), so that its weights have names.");

    private OnnxValue Shared(string key, Func<Tensor> create) =>
        _weights.TryGetValue(key, out var known) ? known : _weights[key] = Held(Unique($"constant_{_constants++}"), create());

    private OnnxValue Held(string name, Tensor tensor) => new(this, name, tensor.dtype, [.. tensor.shape.Select(size => (OnnxDimension)size)]) { Weight = tensor };

    private string Unique(string name)
    {
        var uses = _names[name] = _names.GetValueOrDefault(name) + 1;
        return uses == 1 ? name : Unique(string.Create(CultureInfo.InvariantCulture, $"{name}_{uses}"));
    }
}
