using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Lab.Tests.Weights.Pickles;

/// <summary>Writes pickles instruction by instruction, honest ones and others, and puts them into files as PyTorch does.</summary>
internal sealed class PickleWriter
{
    private readonly List<byte> _bytes = [];

    public PickleWriter() => Raw(0x80, 2);

    public PickleWriter Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public PickleWriter Op(string operations) => Raw(Encoding.Latin1.GetBytes(operations));

    public PickleWriter Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        return Op("X").Raw(length).Raw(bytes);
    }

    public PickleWriter Int(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return Raw(0x8a, 8).Raw(bytes);
    }

    public PickleWriter Global(string module, string name) => Op($"c{module}\n{name}\n");

    /// <summary>A tuple of numbers.</summary>
    public PickleWriter Numbers(params long[] numbers)
    {
        Op("(");
        foreach (var number in numbers)
        {
            Int(number);
        }

        return Op("t");
    }

    /// <summary>A storage by its key.</summary>
    public PickleWriter Storage(string key, long count, string type = "FloatStorage") => Op("(").Text("storage").Global("torch", type).Text(key).Text("cpu").Int(count).Op("tQ");

    /// <summary>A tensor over a storage.</summary>
    public PickleWriter Tensor(string key, long count, long offset, long[] shape, long[] strides, string type = "FloatStorage") =>
        Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage(key, count, type).Int(offset).Numbers(shape).Numbers(strides).Raw(0x89).Global("collections", "OrderedDict").Op(")RtR");

    public byte[] End() => [.. Op(".")._bytes];

    /// <summary>A file with that pickle and these storages.</summary>
    public byte[] Archive(params (string Key, byte[] Data)[] storages) => Archive(End(), [.. storages.Select(storage => ($"archive/data/{storage.Key}", storage.Data))]);

    public static byte[] Archive(byte[] pickle, (string Name, byte[] Data)[] files, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, data) in files.Prepend(("archive/data.pkl", pickle)))
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(data);
            }
        }

        return stream.ToArray();
    }
}
