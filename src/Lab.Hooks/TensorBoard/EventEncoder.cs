using Google.Protobuf;

namespace Lab.Hooks;

/// <summary>
/// Encodes records as TensorFlow's <c>Event</c> messages: the field numbers are those of <c>event.proto</c>, <c>summary.proto</c>, <c>tensor.proto</c> and <c>types.proto</c>.
/// Its buffers are used again for every record, so that it makes little garbage beside the training; it belongs to one thread.
/// </summary>
internal sealed class EventEncoder
{
    private const string FileVersion = "brain.Event:2";
    private const int SessionStart = 1;
    private const int StringType = 7;

    // One buffer per depth of nesting: a message must be complete before its length can be written in front of it.
    private readonly List<(MemoryStream Bytes, CodedOutputStream Output)> _levels = [];
    private int _depth;

    /// <summary>Encodes a record.</summary>
    /// <returns>The message, valid until the next call.</returns>
    public ReadOnlyMemory<byte> Encode(EventRecord record) => Message(output =>
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
    private void Markdown(CodedOutputStream output, TextRecord text)
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

    private void Nested(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(Message(write)));
    }

    private ReadOnlyMemory<byte> Message(Action<CodedOutputStream> write)
    {
        if (_depth == _levels.Count)
        {
            var stream = new MemoryStream();
            _levels.Add((stream, new CodedOutputStream(stream)));
        }

        var (bytes, output) = _levels[_depth++];
        bytes.SetLength(0);
        write(output);
        output.Flush();
        _depth--;
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
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
