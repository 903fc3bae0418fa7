using System.Buffers.Binary;

namespace Lab.Vision.Fuzz;

/// <summary>
/// Damages files in the ways that disks, networks and attackers do: turned bits, extreme bytes, cuts, pieces that are missing, doubled or another file's, and wrong lengths and
/// sizes in headers. What comes out is a function of the files and the key.
/// </summary>
internal static class Mutation
{
    private const int Header = 96;
    private const int MostMutations = 4;

    private static ReadOnlySpan<byte> Extremes => [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF];

    /// <summary>A damaged copy of one of <paramref name="files"/>.</summary>
    public static byte[] Of(IReadOnlyList<byte[]> files, RandomKey key)
    {
        var random = key.CreateRandom();
        List<byte> bytes = [.. files[random.NextInt32(0, files.Count)]];
        var mutations = random.NextInt32(1, MostMutations + 1);
        for (var i = 0; i < mutations && bytes.Count > 0; i++)
        {
            Mutate(bytes, files, ref random);
        }

        // A wrong checksum would keep every other damage of a PNG from being looked at.
        var result = bytes.ToArray();
        if (random.NextBoolean())
        {
            PngChecksums.Mend(result);
        }

        return result;
    }

    private static void Mutate(List<byte> bytes, IReadOnlyList<byte[]> files, ref KeyedRandom random)
    {
        switch (random.NextInt32(0, 10))
        {
            case 0:
                FlipBits(bytes, 0, bytes.Count, ref random);
                break;
            case 1:
                FlipBits(bytes, 0, Math.Min(Header, bytes.Count), ref random);
                break;
            case 2:
                SetBytes(bytes, 0, bytes.Count, ref random);
                break;
            case 3:
                SetBytes(bytes, 0, Math.Min(Header, bytes.Count), ref random);
                break;
            case 4:
                var kept = At(bytes, ref random);
                bytes.RemoveRange(kept, bytes.Count - kept);
                break;
            case 5:
                var gone = At(bytes, ref random);
                bytes.RemoveRange(gone, Math.Min(random.NextInt32(1, 512), bytes.Count - gone));
                break;
            case 6:
                var from = At(bytes, ref random);
                bytes.InsertRange(At(bytes, ref random), bytes.GetRange(from, Math.Min(random.NextInt32(1, 512), bytes.Count - from)));
                break;
            case 7:
                Splice(bytes, files[random.NextInt32(0, files.Count)], ref random);
                break;
            case 8:
                WriteNumber(bytes, At(bytes, Header * 8, ref random), ref random);
                break;
            default:
                WriteJpegLength(bytes, ref random);
                break;
        }
    }

    private static int At(List<byte> bytes, ref KeyedRandom random) => random.NextInt32(0, bytes.Count);

    private static int At(List<byte> bytes, int before, ref KeyedRandom random) => random.NextInt32(0, Math.Min(before, bytes.Count));

    private static void FlipBits(List<byte> bytes, int start, int end, ref KeyedRandom random)
    {
        for (var bits = random.NextInt32(1, 17); bits > 0; bits--)
        {
            bytes[random.NextInt32(start, end)] ^= (byte)(1 << random.NextInt32(0, 8));
        }
    }

    private static void SetBytes(List<byte> bytes, int start, int end, ref KeyedRandom random)
    {
        for (var count = random.NextInt32(1, 9); count > 0; count--)
        {
            bytes[random.NextInt32(start, end)] = Extremes[random.NextInt32(0, Extremes.Length)];
        }
    }

    // The beginning of one file and the end of another, as after a crash of the file system.
    private static void Splice(List<byte> bytes, byte[] other, ref KeyedRandom random)
    {
        var cut = At(bytes, ref random);
        bytes.RemoveRange(cut, bytes.Count - cut);
        bytes.AddRange(other.AsSpan(Math.Min(other.Length, random.NextBoolean() ? cut : random.NextInt32(0, other.Length + 1))));
    }

    // Sizes, lengths and offsets are numbers of 16 or 32 bits in either byte order.
    private static void WriteNumber(List<byte> bytes, int at, ref KeyedRandom random)
    {
        Span<byte> number = stackalloc byte[4];
        var value = random.NextInt32(0, 4) switch
        {
            0 => (uint)random.NextUInt64(),
            1 => (uint)random.NextInt32(0, 4),
            2 => uint.MaxValue - (uint)random.NextInt32(0, 4),
            _ => 1u << random.NextInt32(0, 32),
        };
        BinaryPrimitives.WriteUInt32BigEndian(number, value);
        if (random.NextBoolean())
        {
            number.Reverse();
        }

        var width = random.NextBoolean() ? 2 : 4;
        for (var i = 0; i < width && at + i < bytes.Count; i++)
        {
            bytes[at + i] = number[i];
        }
    }

    // The length of a segment, or what stands in a frame's or a table's header behind it.
    private static void WriteJpegLength(List<byte> bytes, ref KeyedRandom random)
    {
        var markers = new List<int>();
        for (var at = 2; at + 4 <= bytes.Count && bytes[at] == 0xFF && markers.Count < 64; at += 2 + (bytes[at + 2] << 8) + bytes[at + 3])
        {
            markers.Add(at);
        }

        if (markers.Count == 0)
        {
            WriteNumber(bytes, At(bytes, Header, ref random), ref random);
            return;
        }

        WriteNumber(bytes, markers[random.NextInt32(0, markers.Count)] + 2 + random.NextInt32(0, 12), ref random);
    }
}
