using System.Buffers.Binary;
using System.Text;

namespace Lab.Weights.Pickles;

/// <summary>Reads a pickle's bytes in order. What would lie behind their end is an error.</summary>
internal ref struct PickleInput(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The next byte's place.</summary>
    public int Position { get; private set; }

    public byte Byte() => Take(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    public ReadOnlySpan<byte> Take(ulong count)
    {
        var left = _bytes.Length - Position;
        if (count > (ulong)left)
        {
            throw new InvalidDataException($"its pickle asks for {count} bytes where {left} are left.");
        }

        var taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    public string Text(ulong length)
    {
        try
        {
            return Utf8.GetString(Take(length));
        }
        catch (DecoderFallbackException failure)
        {
            throw new InvalidDataException("its pickle holds a text that is no UTF-8.", failure);
        }
    }

    public string Line()
    {
        var length = _bytes[Position..].IndexOf((byte)'\n');
        if (length < 0)
        {
            throw new InvalidDataException("its pickle ends in the middle of a line.");
        }

        var line = Text((ulong)length);
        Position++;
        return line;
    }

    /// <summary>A whole number in two's complement, little-endian; those of more than 64 bits are no sizes or counts of anything.</summary>
    public object Integer(ulong length)
    {
        var digits = Take(length);
        if (digits.Length > sizeof(long))
        {
            return new PickleOpaque("a large number");
        }

        var number = digits.Length > 0 && digits[^1] >= 0x80 ? -1L : 0;
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            number = (number << 8) | digits[i];
        }

        return number;
    }
}
