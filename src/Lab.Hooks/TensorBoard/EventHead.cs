using Google.Protobuf;

namespace Lab.Hooks;

/// <summary>What a resumed run must know of an event that is in a file already.</summary>
/// <param name="Step">Its step.</param>
/// <param name="Tags">The tags of its numbers and texts.</param>
internal readonly record struct EventHead(long Step, IReadOnlyList<string> Tags)
{
    /// <summary>Reads an encoded <c>Event</c>, of which it needs fields 2 (step) and 5 (summary), and of each of the summary's values field 1 (tag).</summary>
    public static EventHead Read(byte[] message, int length)
    {
        var step = 0L;
        List<string> tags = [];
        using var input = new CodedInputStream(message, 0, length);
        while (input.ReadTag() is not 0 and var tag)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 2:
                    step = input.ReadInt64();
                    break;
                case 5:
                    ReadSummary(input.ReadBytes(), tags);
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return new EventHead(step, tags);
    }

    private static void ReadSummary(ByteString summary, List<string> tags)
    {
        using var values = summary.CreateCodedInput();
        while (values.ReadTag() is not 0 and var field)
        {
            if (WireFormat.GetTagFieldNumber(field) != 1)
            {
                values.SkipLastField();
                continue;
            }

            using var value = values.ReadBytes().CreateCodedInput();
            while (value.ReadTag() is not 0 and var part)
            {
                if (WireFormat.GetTagFieldNumber(part) == 1)
                {
                    tags.Add(value.ReadString());
                }
                else
                {
                    value.SkipLastField();
                }
            }
        }
    }
}
