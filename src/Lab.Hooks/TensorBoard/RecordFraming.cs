using System.Buffers.Binary;
using System.Numerics;

namespace Lab.Hooks;

/// <summary>The framing of TensorFlow's record files, in which TensorBoard's events are: length, its checksum, data, its checksum, all little-endian.</summary>
internal static class RecordFraming
{
    public static void Write(Stream stream, ReadOnlySpan<byte> data)
    {
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(header, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Mask(Crc32C(header[..8])));
        stream.Write(header);
        stream.Write(data);
        Span<byte> footer = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(footer, Mask(Crc32C(data)));
        stream.Write(footer);
    }

    /// <summary>Reads the next record into <paramref name="data"/>, which grows as needed.</summary>
    /// <returns>Its length, or -1 at the end and at a record that is torn or damaged.</returns>
    public static int Read(Stream stream, ref byte[] data)
    {
        Span<byte> header = stackalloc byte[12];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) != Mask(Crc32C(header[..8])))
        {
            return -1;
        }

        var length = BinaryPrimitives.ReadInt64LittleEndian(header);
        if (length < 0 || length + 4 > stream.Length - stream.Position)
        {
            return -1;
        }

        if (data.Length < length + 4)
        {
            data = new byte[length + 4];
        }

        var record = data.AsSpan(0, (int)length + 4);
        stream.ReadExactly(record);
        return BinaryPrimitives.ReadUInt32LittleEndian(record[(int)length..]) == Mask(Crc32C(record[..(int)length])) ? (int)length : -1;
    }

    internal static uint Crc32C(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        while (data.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }

        foreach (var value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }

    // Checksums of data that itself holds checksums are weak, so the format rotates and shifts them.
    private static uint Mask(uint crc) => unchecked(BitOperations.RotateRight(crc, 15) + 0xa282ead8u);
}
