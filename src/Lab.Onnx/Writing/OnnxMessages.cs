using Google.Protobuf;

namespace Lab.Onnx;

/// <summary>The messages of an ONNX file, without the bytes of its weights.</summary>
internal static class OnnxMessages
{
    /// <summary>The fields of <c>ModelProto</c> other than the graph.</summary>
    public static byte[] ModelHead(int format, int operatorSet, string version, IReadOnlyDictionary<string, string> metadata) => Message(model =>
    {
        Number(model, 1, format);
        Text(model, 2, "Lab");
        Text(model, 3, version);
        Nested(model, 8, set => Number(set, 2, operatorSet));
        foreach (var (key, value) in metadata)
        {
            Nested(model, 14, entry =>
            {
                Text(entry, 1, key);
                Text(entry, 2, value);
            });
        }
    });

    /// <summary>The fields of <c>GraphProto</c> other than the weights.</summary>
    public static byte[] Graph(string name, IReadOnlyList<OnnxValue> nodes, IReadOnlyList<OnnxValue> inputs, IReadOnlyList<OnnxValue> outputs) => Message(graph =>
    {
        foreach (var value in nodes)
        {
            Nested(graph, 1, node => Node(node, value));
        }

        Text(graph, 2, name);
        foreach (var input in inputs)
        {
            Nested(graph, 11, info => ValueInfo(info, input));
        }

        foreach (var output in outputs)
        {
            Nested(graph, 12, info => ValueInfo(info, output));
        }
    });

    /// <summary>The fields of <c>TensorProto</c> other than the bytes.</summary>
    public static byte[] TensorHead(OnnxValue weight) => Message(tensor =>
    {
        foreach (var size in weight.Weight!.shape)
        {
            Number(tensor, 1, size);
        }

        Number(tensor, 2, OnnxTypes.Number(weight.Type));
        Text(tensor, 8, weight.Name);
    });

    /// <summary>What stands before a nested message or bytes of the given length.</summary>
    public static byte[] Prefix(int field, long length) => Message(output =>
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteUInt64((ulong)length);
    });

    private static void Node(CodedOutputStream output, OnnxValue value)
    {
        var node = value.Node!;
        foreach (var input in node.Inputs)
        {
            Text(output, 1, input?.Name ?? string.Empty);
        }

        Text(output, 2, value.Name);
        Text(output, 3, node.Name);
        Text(output, 4, node.Operation);
        foreach (var (name, attribute) in node.Attributes)
        {
            Nested(output, 5, message => Attribute(message, name, attribute.Value));
        }
    }

    // Field 20 says which of the others holds the value.
    private static void Attribute(CodedOutputStream output, string name, object value)
    {
        Text(output, 1, name);
        switch (value)
        {
            case float fraction:
                output.WriteTag(2, WireFormat.WireType.Fixed32);
                output.WriteFloat(fraction);
                Number(output, 20, 1);
                break;
            case long number:
                Number(output, 3, number);
                Number(output, 20, 2);
                break;
            case string text:
                Text(output, 4, text);
                Number(output, 20, 3);
                break;
            case long[] numbers:
                foreach (var number in numbers)
                {
                    Number(output, 8, number);
                }

                Number(output, 20, 7);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value), value, "There is no encoding of this attribute.");
        }
    }

    private static void ValueInfo(CodedOutputStream output, OnnxValue value)
    {
        Text(output, 1, value.Name);
        Nested(output, 2, type => Nested(type, 1, tensor =>
        {
            Number(tensor, 1, OnnxTypes.Number(value.Type));
            Nested(tensor, 2, shape =>
            {
                foreach (var size in value.Shape)
                {
                    Nested(shape, 1, dimension => Dimension(dimension, size));
                }
            });
        }));
    }

    private static void Dimension(CodedOutputStream output, OnnxDimension size)
    {
        if (size.Size is { } known)
        {
            Number(output, 1, known);
        }
        else
        {
            Text(output, 2, size.ToString());
        }
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            write(output);
        }

        return bytes.ToArray();
    }

    private static void Nested(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(Message(write)));
    }

    private static void Number(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    private static void Text(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }
}
