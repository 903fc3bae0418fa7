using System.Buffers.Binary;

namespace Lab.Vision;

/// <summary>
/// Reads the markers of a JPEG up to its first scan (ITU-T T.81, annex B). Nearly every JPEG is plain: sequential, 8 bits, Huffman codes, grey or YCbCr in one scan.
/// What is not is left to others.
/// </summary>
internal static class JpegHeader
{
    private const int QuantisationCount = 64;
    private const int CodeLengths = 16;

    // What libjpeg accepts, and what it takes for a JFIF header.
    private const int LongestSide = 65500;
    private const int JfifLength = 14;

    /// <summary>Reads the tables into <paramref name="state"/>.</summary>
    /// <returns>False if the file is not plain or not sound.</returns>
    public static bool TryRead(ReadOnlySpan<byte> file, JpegState state)
    {
        state.Clear();
        if (!file.StartsWith(JpegEnd.Start))
        {
            return false;
        }

        var segments = new JpegSegments(file);
        while (segments.MoveNext())
        {
            var marker = segments.Marker;
            var content = segments.Content;
            var isSound = marker switch
            {
                0xC0 or 0xC1 => TryReadFrame(content, state),
                0xC4 => TryReadCodes(content, state),
                0xDB => TryReadQuantisation(content, state),
                0xDD => TryReadRestartInterval(content, state),
                0xE0 => NoteJfif(content, state),
                0xEE => NoteAdobe(content, state),
                0xDA => TryReadScan(content, state),
                _ => marker is (>= 0xE1 and <= 0xEF) or 0xFE,
            };
            if (!isSound || marker == 0xDA)
            {
                state.ScanStart = segments.End;
                return isSound;
            }
        }

        return false;
    }

    private static bool TryReadFrame(ReadOnlySpan<byte> content, JpegState state)
    {
        if (content.Length < 6 || state.Count != 0 || content[0] != 8 || content[5] is not (1 or 3) || content.Length != 6 + (3 * content[5]))
        {
            return false;
        }

        state.Size = new ImageSize(BinaryPrimitives.ReadUInt16BigEndian(content[3..]), BinaryPrimitives.ReadUInt16BigEndian(content[1..]));
        state.Count = content[5];
        for (var i = 0; i < state.Count; i++)
        {
            var (id, sampling, quantisation) = (content[6 + (3 * i)], content[7 + (3 * i)], content[8 + (3 * i)]);
            if (quantisation >= JpegState.Tables || (sampling >> 4) is 0 or > 4 || (sampling & 15) is 0 or > 4)
            {
                return false;
            }

            state.Components[i] = new JpegComponent(id, sampling >> 4, sampling & 15, quantisation);
        }

        return state.Size is { Width: > 0 and <= LongestSide, Height: > 0 and <= LongestSide };
    }

    private static bool TryReadCodes(ReadOnlySpan<byte> content, JpegState state)
    {
        while (content.Length > CodeLengths)
        {
            var (kind, number) = (content[0] >> 4, content[0] & 15);
            var lengths = content.Slice(1, CodeLengths);
            var count = 0;
            foreach (var some in lengths)
            {
                count += some;
            }

            if (kind > 1 || number >= JpegState.Tables || count > 256 || content.Length < 1 + CodeLengths + count
                || !state.TrySetCode(kind, number, lengths, content.Slice(1 + CodeLengths, count)))
            {
                return false;
            }

            content = content[(1 + CodeLengths + count)..];
        }

        return content.IsEmpty;
    }

    private static bool TryReadQuantisation(ReadOnlySpan<byte> content, JpegState state)
    {
        Span<int> numbers = stackalloc int[QuantisationCount];
        while (!content.IsEmpty)
        {
            var (bytes, number) = ((content[0] >> 4) + 1, content[0] & 15);
            if (bytes > 2 || number >= JpegState.Tables || content.Length < 1 + (bytes * QuantisationCount))
            {
                return false;
            }

            for (var i = 0; i < QuantisationCount; i++)
            {
                numbers[i] = bytes == 1 ? content[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(content[(1 + (2 * i))..]);
            }

            state.SetQuantisation(number, numbers);
            content = content[(1 + (bytes * QuantisationCount))..];
        }

        return true;
    }

    private static bool TryReadRestartInterval(ReadOnlySpan<byte> content, JpegState state)
    {
        if (content.Length != 2)
        {
            return false;
        }

        state.RestartInterval = BinaryPrimitives.ReadUInt16BigEndian(content);
        return true;
    }

    private static bool NoteJfif(ReadOnlySpan<byte> content, JpegState state)
    {
        state.IsJfif |= content.Length >= JfifLength && content.StartsWith("JFIF\0"u8);
        return true;
    }

    private static bool NoteAdobe(ReadOnlySpan<byte> content, JpegState state)
    {
        if (content.Length >= 12 && content.StartsWith("Adobe"u8))
        {
            state.AdobeTransform = content[11];
        }

        return true;
    }

    // All colours in one scan, each with tables that exist.
    private static bool TryReadScan(ReadOnlySpan<byte> content, JpegState state)
    {
        if (state.Count == 0 || content.Length != 4 + (2 * state.Count) || content[0] != state.Count || !state.IsYcc)
        {
            return false;
        }

        for (var i = 0; i < state.Count; i++)
        {
            ref var component = ref state.Components[i];
            (component.Dc, component.Ac) = (content[2 + (2 * i)] >> 4, content[2 + (2 * i)] & 15);
            if (content[1 + (2 * i)] != component.Id || !state.Has(component))
            {
                return false;
            }
        }

        return true;
    }
}
