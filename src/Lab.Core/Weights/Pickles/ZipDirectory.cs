using System.Buffers.Binary;
using System.Text;

namespace Lab.Weights.Pickles;

/// <summary>Where the files of a zip archive lie in it. PyTorch stores them uncompressed, so their bytes can be used in place; nothing is ever unpacked.</summary>
/// <remarks>The format is that of PKWARE's APPNOTE.TXT, with its 64-bit extension.</remarks>
internal static class ZipDirectory
{
    private const uint LocalHeader = 0x04034b50;
    private const uint CentralHeader = 0x02014b50;
    private const uint EndOfDirectory = 0x06054b50;
    private const uint EndOfDirectory64 = 0x06064b50;
    private const uint Locator64 = 0x07064b50;
    private const int EndSize = 22;
    private const int MaximumDirectory = 64 << 20;

    /// <summary>The length of a file whose bytes cannot be used in place, because it is compressed or encrypted.</summary>
    public const long Unusable = -1;

    /// <summary>Offset and length of each file by its name.</summary>
    /// <exception cref="InvalidDataException">The archive is damaged, or files in it overlap.</exception>
    public static Dictionary<string, (long Start, long Length)> Read(MappedFile file)
    {
        var (count, start, length) = FindDirectory(file);
        if (length > MaximumDirectory || start > (ulong)file.Length || length > (ulong)file.Length - start)
        {
            throw new InvalidDataException($"its directory of {length} bytes at {start} is not in the file.");
        }

        var directory = file.Slice((long)start, (int)length);
        var files = new Dictionary<string, (long Start, long Length)>(StringComparer.Ordinal);
        var ranges = new List<(long Start, long End, string Name)>();
        for (var i = 0UL; i < count; i++)
        {
            var (name, header, size, isPlain) = ReadEntry(ref directory);
            var data = FindData(file, name, header);
            if (size > long.MaxValue || data > (long)start || (long)size > (long)start - data)
            {
                throw new InvalidDataException($"'{ShortText.Of(name)}' of {size} bytes at {data} is not in it.");
            }

            if (!files.TryAdd(name, (data, isPlain ? (long)size : Unusable)))
            {
                throw new InvalidDataException($"'{ShortText.Of(name)}' is in it twice.");
            }

            ranges.Add(((long)header, data + (long)size, name));
        }

        ranges.Sort();
        for (var i = 1; i < ranges.Count; i++)
        {
            if (ranges[i].Start < ranges[i - 1].End)
            {
                throw new InvalidDataException($"'{ShortText.Of(ranges[i - 1].Name)}' and '{ShortText.Of(ranges[i].Name)}' overlap in it.");
            }
        }

        return files;
    }

    private static (ulong Count, ulong Start, ulong Size) FindDirectory(MappedFile file)
    {
        // The end may be followed by a comment of up to 65,535 bytes.
        var tailSize = (int)Math.Min(file.Length, EndSize + ushort.MaxValue);
        var tail = file.Slice(file.Length - tailSize, tailSize);
        for (var i = tail.Length - EndSize; i >= 0; i--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail[i..]) == EndOfDirectory && BinaryPrimitives.ReadUInt16LittleEndian(tail[(i + 20)..]) == tail.Length - i - EndSize)
            {
                var (count, size, start) = (UInt16(tail, i + 10), UInt32(tail, i + 12), UInt32(tail, i + 16));
                return count == ushort.MaxValue || size == uint.MaxValue || start == uint.MaxValue ? FindDirectory64(file, file.Length - tailSize + i) : (count, start, size);
            }
        }

        throw new InvalidDataException("its end is missing: it has been cut off, as by a download that broke.");
    }

    private static (ulong Count, ulong Start, ulong Size) FindDirectory64(MappedFile file, long end)
    {
        var locator = file.Slice(end - 20, 20);
        var at = BinaryPrimitives.ReadUInt64LittleEndian(locator[8..]);
        if (UInt32(locator, 0) != Locator64 || at > (ulong)file.Length)
        {
            throw new InvalidDataException("its 64-bit directory is missing.");
        }

        var record = file.Slice((long)at, 56);
        return UInt32(record, 0) == EndOfDirectory64
            ? (BinaryPrimitives.ReadUInt64LittleEndian(record[32..]), BinaryPrimitives.ReadUInt64LittleEndian(record[48..]), BinaryPrimitives.ReadUInt64LittleEndian(record[40..]))
            : throw new InvalidDataException("its 64-bit directory is missing.");
    }

    private static (string Name, ulong Header, ulong Size, bool IsPlain) ReadEntry(ref ReadOnlySpan<byte> directory)
    {
        if (directory.Length < 46 || UInt32(directory, 0) != CentralHeader)
        {
            throw new InvalidDataException("its directory is damaged.");
        }

        var (flags, method, nameLength, extraLength, commentLength) = (UInt16(directory, 8), UInt16(directory, 10), UInt16(directory, 28), UInt16(directory, 30), UInt16(directory, 32));
        if (directory.Length < 46 + nameLength + extraLength + commentLength)
        {
            throw new InvalidDataException("its directory is cut off.");
        }

        var name = Encoding.UTF8.GetString(directory.Slice(46, nameLength));
        ulong packed = UInt32(directory, 20), length = UInt32(directory, 24), header = UInt32(directory, 42);
        Extend(directory.Slice(46 + nameLength, extraLength), ref length, ref packed, ref header);
        directory = directory[(46 + nameLength + extraLength + commentLength)..];
        return (name, header, packed, method == 0 && (flags & 1) == 0 && packed == length);
    }

    // Numbers that do not fit into 32 bits stand in a field of their own, in this order.
    private static void Extend(ReadOnlySpan<byte> extra, ref ulong length, ref ulong packed, ref ulong header)
    {
        while (extra.Length >= 4)
        {
            var (kind, size) = (UInt16(extra, 0), UInt16(extra, 2));
            if (extra.Length < 4 + size)
            {
                return;
            }

            if (kind == 1)
            {
                var numbers = extra.Slice(4, size);
                length = Wide(ref numbers, length);
                packed = Wide(ref numbers, packed);
                header = Wide(ref numbers, header);
            }

            extra = extra[(4 + size)..];
        }

        static ulong Wide(ref ReadOnlySpan<byte> numbers, ulong number)
        {
            if (number != uint.MaxValue || numbers.Length < 8)
            {
                return number;
            }

            number = BinaryPrimitives.ReadUInt64LittleEndian(numbers);
            numbers = numbers[8..];
            return number;
        }
    }

    private static long FindData(MappedFile file, string name, ulong header)
    {
        if (header > (ulong)file.Length)
        {
            throw new InvalidDataException($"'{ShortText.Of(name)}' is said to begin at {header}, behind its end.");
        }

        var local = file.Slice((long)header, 30);
        return UInt32(local, 0) == LocalHeader
            ? (long)header + 30 + UInt16(local, 26) + UInt16(local, 28)
            : throw new InvalidDataException($"'{ShortText.Of(name)}' does not begin where it is said to.");
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
