using System.Reflection;
using Google.Protobuf;
using Lab.Weights;

namespace Lab.Onnx;

/// <summary>
/// A graph as a <c>ModelProto</c>: the field numbers are those of <c>onnx.proto</c> (github.com/onnx/onnx, Apache-2.0). The weights go from the model's memory to the stream, one
/// after another; everything else is small and encoded before.
/// </summary>
internal sealed class OnnxFile
{
    // The version of the file format that came with operator set 18.
    private const int FormatVersion = 8;

    private readonly IReadOnlyList<OnnxValue> _weights;
    private readonly IReadOnlyList<(byte[] Head, long Bytes)> _heads;
    private readonly byte[] _model;
    private readonly byte[] _graph;
    private readonly long _graphBytes;

    public OnnxFile(IReadOnlyList<OnnxValue> inputs, IReadOnlyList<OnnxValue> outputs, string name, IReadOnlyDictionary<string, string> metadata)
    {
        var order = GraphOrder.Of(outputs);
        Outputs = outputs;
        Nodes = [.. order.Where(value => value.Node is not null)];
        _weights = [.. order.Where(value => value.Weight is not null)];
        _heads = [.. _weights.Select(weight => (OnnxMessages.TensorHead(weight), weight.Weight!.numel() * weight.Weight.element_size()))];
        _model = OnnxMessages.ModelHead(FormatVersion, OnnxGraph.OperatorSet, Version, metadata);
        _graph = OnnxMessages.Graph(name, Nodes, inputs, outputs);
        _graphBytes = _graph.Length + _heads.Sum(head => 1 + Varint(Total(head)) + Total(head));
        Length = _model.Length + 1 + Varint(_graphBytes) + _graphBytes;
        if (Length > int.MaxValue)
        {
            throw new LabException(FormattableString.Invariant($"The model takes {_graphBytes / (double)(1 << 30):0.0} GiB, and a single ONNX file holds at most 2: export a smaller one, or its parts."));
        }
    }

    /// <summary>Bytes of the file, less than 2 GiB.</summary>
    public long Length { get; }

    /// <summary>The values that the graph gives out.</summary>
    public IReadOnlyList<OnnxValue> Outputs { get; }

    /// <summary>The values that operations give, in the file's order.</summary>
    public IReadOnlyList<OnnxValue> Nodes { get; }

    private static string Version => typeof(OnnxFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? string.Empty;

    public void Write(Stream stream, CancellationToken cancellation)
    {
        stream.Write(_model);
        stream.Write(OnnxMessages.Prefix(7, _graphBytes));
        stream.Write(_graph);
        foreach (var (weight, head) in _weights.Zip(_heads))
        {
            cancellation.ThrowIfCancellationRequested();
            stream.Write(OnnxMessages.Prefix(5, Total(head)));
            stream.Write(head.Head);
            stream.Write(OnnxMessages.Prefix(9, head.Bytes));
            using var scope = torch.NewDisposeScope();
            TensorBytes.Visit(weight.Weight!.detach().cpu().contiguous(), piece => stream.Write(piece));
        }
    }

    // A tensor's message: what was encoded before, and its bytes as field 9.
    private static long Total((byte[] Head, long Bytes) weight) => weight.Head.Length + 1 + Varint(weight.Bytes) + weight.Bytes;

    private static int Varint(long number) => CodedOutputStream.ComputeUInt64Size((ulong)number);
}
