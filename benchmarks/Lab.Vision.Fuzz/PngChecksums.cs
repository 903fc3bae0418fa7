using System.Buffers.Binary;

namespace Lab.Vision.Fuzz;

/// <summary>Writes the checksums of a PNG's chunks anew (CRC-32, as ISO 3309 and the PNG specification have it).</summary>
internal static class PngChecksums
{
    private const int Signature = 8;
    private const int Frame = 12;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    /// <summary>Mends every chunk up to the first whose length is wrong; another file stays as it is.</summary>
    public static void Mend(Span<byte> file)
    {
        if (!file.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]))
        {
            return;
        }

        for (var at = Signature; at + Frame <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - Frame)
            {
                return;
            }

            var end = at + 8 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(file[end..], Checksum(file[(at + 4)..end]));
            at = end + 4;
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum = Table[(byte)(sum ^ value)] ^ (sum >> 8);
        }

        return ~sum;
    }

    private static uint Entry(int value)
    {
        var entry = (uint)value;
        for (var bit = 0; bit < 8; bit++)
        {
            entry = (entry & 1) == 0 ? entry >> 1 : 0xEDB88320 ^ (entry >> 1);
        }

        return entry;
    }
}
