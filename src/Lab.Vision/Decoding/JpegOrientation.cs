using System.Buffers.Binary;

namespace Lab.Vision;

/// <summary>Finds the EXIF orientation in the header of a JPEG: tag 0x0112 of the first directory (Exif 2.3, section 4.6.4).</summary>
internal static class JpegOrientation
{
    private const int Tag = 0x0112;
    private const int UnsignedShort = 3;
    private const int EntryBytes = 12;

    private static ReadOnlySpan<byte> Signature => "Exif\0\0"u8;

    /// <summary>The orientation, 1 (upright) to 8; 1 if the header says nothing or nonsense.</summary>
    public static int Read(ReadOnlySpan<byte> file)
    {
        var segments = new JpegSegments(file);
        while (segments.MoveNext() && segments.Marker is not (0xDA or 0xD9))
        {
            if (segments.Marker == 0xE1 && segments.Content.StartsWith(Signature))
            {
                return InTiff(segments.Content[Signature.Length..]);
            }
        }

        return 1;
    }

    private static int InTiff(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8 || !(tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)))
        {
            return 1;
        }

        var little = tiff[0] == 'I';
        var directory = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
        {
            return 1;
        }

        var entries = tiff[(int)directory..];
        var count = Word(entries, little);
        entries = entries[2..];
        for (var i = 0; i < count && entries.Length >= EntryBytes; i++, entries = entries[EntryBytes..])
        {
            if (Word(entries, little) == Tag)
            {
                var value = Word(entries[8..], little);
                return Word(entries[2..], little) == UnsignedShort && value is >= 1 and <= 8 ? value : 1;
            }
        }

        return 1;
    }

    private static int Word(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
