using System.Text;

namespace Lab.Tests.Weights.Pickles;

/// <summary>An archive all of whose numbers stand in the fields of 64 bits, as those of files beyond 4 GiB do.</summary>
internal static class Zip64
{
    public static byte[] Archive(params (string Name, byte[] Data)[] files)
    {
        using var zip = new MemoryStream();
        using var writer = new BinaryWriter(zip);
        var starts = new List<long>();
        foreach (var (name, data) in files)
        {
            starts.Add(zip.Position);
            writer.Write(0x04034b50u);
            Header(writer, name);
            writer.Write((short)20);
            writer.Write(Encoding.UTF8.GetBytes(name));
            Extra(writer, data.LongLength, data.LongLength);
            writer.Write(data);
        }

        var directory = zip.Position;
        foreach (var ((name, data), start) in files.Zip(starts))
        {
            writer.Write(0x02014b50u);
            writer.Write((short)45);
            Header(writer, name);
            writer.Write((short)28);
            writer.Write(new byte[10]);
            writer.Write(uint.MaxValue);
            writer.Write(Encoding.UTF8.GetBytes(name));
            Extra(writer, data.LongLength, data.LongLength, start);
        }

        var end = zip.Position;
        writer.Write(0x06064b50u);
        writer.Write(44L);
        writer.Write(new byte[12]);
        writer.Write((long)files.Length);
        writer.Write((long)files.Length);
        writer.Write(end - directory);
        writer.Write(directory);
        writer.Write(0x07064b50u);
        writer.Write(0);
        writer.Write(end);
        writer.Write(1);
        writer.Write(0x06054b50u);
        writer.Write(0);
        writer.Write(ushort.MaxValue);
        writer.Write(ushort.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write((short)0);
        writer.Flush();
        return zip.ToArray();
    }

    // Version, flags, method, time, date, CRC, both sizes, length of the name.
    private static void Header(BinaryWriter writer, string name)
    {
        writer.Write((short)45);
        writer.Write(new byte[12]);
        writer.Write(uint.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write((short)Encoding.UTF8.GetByteCount(name));
    }

    private static void Extra(BinaryWriter writer, params long[] numbers)
    {
        writer.Write((short)1);
        writer.Write((short)(numbers.Length * sizeof(long)));
        foreach (var number in numbers)
        {
            writer.Write(number);
        }
    }
}
