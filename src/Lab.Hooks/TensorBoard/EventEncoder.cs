using Google.Protobuf;

namespace Lab.Hooks;

/// <summary>
/// Encodes records as TensorFlow's <c>Event</c> messages: the field numbers are those of <c>event.proto</c>, <c>summary.proto</c>, <c>tensor.proto</c> and <c>types.proto</c>.
/// </summary>
internal static class EventEncoder
{
    private const string FileVersion = "brain.Event:2";
    private const int SessionStart = 1;
    private const int StringType = 7;

    public static byte[] Encode(EventRecord record) => Message(output =>
    {
        Double(output, 1, record.WallTime);
        Int64(output, 2, record.Step);
        switch (record)
        {
            case VersionRecord:
                Text(output, 3, FileVersion);
                break;
            case RestartRecord:
                Nested(output, 7, session => Int64(session, 1, SessionStart));
                break;
            case ScalarsRecord scalars:
                Nested(output, 5, summary =>
                {
                    foreach (var (tag, value) in scalars.Values)
                    {
                        Nested(summary, 1, entry => Scalar(entry, tag, (float)value));
                    }
                });
                break;
            case TextRecord text:
                Nested(output, 5, summary => Nested(summary, 1, entry => Markdown(entry, text)));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(record), record, "There is no encoding of this record.");
        }
    });

    private static void Scalar(CodedOutputStream output, string tag, float value)
    {
        Text(output, 1, tag);
        output.WriteTag(2, WireFormat.WireType.Fixed32);
        output.WriteFloat(value);
    }

    // A tensor of one string, which the text plugin shows as Markdown.
    private static void Markdown(CodedOutputStream output, TextRecord text)
    {
        Text(output, 1, text.Tag);
        Nested(output, 8, tensor =>
        {
            Int64(tensor, 1, StringType);
            Nested(tensor, 2, shape => Nested(shape, 2, dimension => Int64(dimension, 1, 1)));
            Text(tensor, 8, text.Markdown);
        });
        Nested(output, 9, metadata => Nested(metadata, 1, plugin => Text(plugin, 1, "text")));
    }

    private static void Nested(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(Message(write)));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using var output = new CodedOutputStream(buffer);
        write(output);
        output.Flush();
        return buffer.ToArray();
    }

    private static void Double(CodedOutputStream output, int field, double value)
    {
        output.WriteTag(field, WireFormat.WireType.Fixed64);
        output.WriteDouble(value);
    }

    private static void Int64(CodedOutputStream output, int field, long value)
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
