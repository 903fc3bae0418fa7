using System.Buffers.Binary;
using System.IO.Compression;

namespace Lab.Vision.Tests.Support;

/// <summary>PNG files of any colour type and depth, from the bytes of their rows.</summary>
internal static class PngWriter
{
    /// <summary>The colour type of indices into a palette.</summary>
    public const int Palette = 3;

    /// <summary>A file whose header claims a size and whose rows are <paramref name="rows"/>, each without its filter byte.</summary>
    public static byte[] Write(int width, int height, int depth, int colourType, IEnumerable<byte[]> rows, byte[]? palette = null, byte[]? transparency = null)
    {
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n']);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = (byte)depth;
        header[9] = (byte)colourType;
        Chunk(file, "IHDR"u8, header);
        if (palette is not null)
        {
            Chunk(file, "PLTE"u8, palette);
        }

        if (transparency is not null)
        {
            Chunk(file, "tRNS"u8, transparency);
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var row in rows)
            {
                zlib.WriteByte(0);
                zlib.Write(row);
            }
        }

        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> name, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(name);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum([.. name, .. content]));
        file.Write(number);
    }

    private static uint Checksum(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 0 ? sum >> 1 : 0xEDB88320 ^ (sum >> 1);
            }
        }

        return ~sum;
    }
}
