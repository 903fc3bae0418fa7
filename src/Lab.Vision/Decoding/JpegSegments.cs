using System.Buffers.Binary;

namespace Lab.Vision;

/// <summary>Walks over the segments of a JPEG's header (ITU-T T.81, B.1.1): marker, length and content, one behind the other, with any number of fill bytes before a marker.</summary>
/// <param name="file">The file, of which the first two bytes are passed over.</param>
internal ref struct JpegSegments(ReadOnlySpan<byte> file)
{
    private const byte Fill = 0xFF;
    private const int HeadBytes = 4;

    private readonly ReadOnlySpan<byte> _file = file;

    /// <summary>The second byte of the segment's marker.</summary>
    public byte Marker { get; private set; }

    /// <summary>What follows the segment's length.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Where the segment ends.</summary>
    public int End { get; private set; } = 2;

    /// <summary>Moves on by a segment; false where there is no whole one. Behind the start of a scan there are none to be expected.</summary>
    public bool MoveNext()
    {
        while (End + HeadBytes <= _file.Length && _file[End] == Fill)
        {
            Marker = _file[End + 1];
            if (Marker == Fill)
            {
                End++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(_file[(End + 2)..]);
            if (length < 2 || End + 2 + length > _file.Length)
            {
                return false;
            }

            Content = _file.Slice(End + HeadBytes, length - 2);
            End += 2 + length;
            return true;
        }

        return false;
    }
}
