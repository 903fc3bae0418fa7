namespace Lab.Onnx;

/// <summary>What an exported model takes, and what happens to it before it reaches the model.</summary>
public abstract class OnnxInput
{
    /// <summary>What the input is, for people: type, shape, meaning.</summary>
    public abstract string Description { get; }

    /// <summary>What the exported file says of its input, by plain names.</summary>
    public virtual IReadOnlyDictionary<string, string> Metadata => new Dictionary<string, string>();

    /// <summary>Floats as the model itself takes them.</summary>
    /// <param name="name">The input's name.</param>
    /// <param name="sample">Sizes of one sample, such as 3, 224, 224; the batch comes before them.</param>
    public static OnnxInput Floats(string name, params IReadOnlyList<OnnxDimension> sample)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(sample);
        return new FloatInput(name, sample);
    }

    /// <summary>Declares the graph's input, and adds what lies between it and the model.</summary>
    /// <returns>What the model gets.</returns>
    public abstract OnnxValue Declare(OnnxGraph graph);

    /// <summary>A size to try a symbol with when the export is checked; by default 64.</summary>
    public virtual long ExampleSize(string symbol) => 64;

    private sealed class FloatInput(string name, IReadOnlyList<OnnxDimension> sample) : OnnxInput
    {
        private readonly OnnxDimension[] _shape = [OnnxDimension.Batch, .. sample];

        public override string Description => $"{name}: float32 {OnnxShapes.Text(_shape)}, prepared as the model takes it";

        public override OnnxValue Declare(OnnxGraph graph)
        {
            ArgumentNullException.ThrowIfNull(graph);
            return graph.Input(name, torch.ScalarType.Float32, _shape);
        }
    }
}
