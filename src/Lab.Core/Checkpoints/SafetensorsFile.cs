using System.Buffers.Binary;
using System.Text.Json;

namespace Lab.Checkpoints;

/// <summary>An open safetensors file. Opening reads the header only; tensors are read when asked for. Nothing in a file can execute code.</summary>
public sealed class SafetensorsFile : IDisposable
{
    private const long MaximumHeader = 100_000_000;

    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file;
    private readonly Dictionary<string, SafetensorsEntry> _entries;
    private readonly long _data;
    private readonly string _path;

    private SafetensorsFile(string path, Microsoft.Win32.SafeHandles.SafeFileHandle file, Dictionary<string, SafetensorsEntry> entries, Dictionary<string, string> metadata, long data)
    {
        _path = path;
        _file = file;
        _entries = entries;
        _data = data;
        Metadata = metadata;
    }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    /// <summary>The header's texts.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its whole header: types, shapes, and that the tensors fill the file without gap or overlap.</summary>
    /// <exception cref="LabException">The file is missing or malformed; the message names it and what is wrong.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Microsoft.Win32.SafeHandles.SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path);
            var (entries, metadata, data) = ReadHeader(file);
            return new SafetensorsFile(path, file, entries, metadata, data);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or InvalidDataException or InvalidOperationException or OverflowException or FormatException)
        {
            file?.Dispose();
            throw new LabException($"{path} cannot be read as safetensors: {failure.Message}", failure);
        }
    }

    /// <summary>Reads a tensor into new memory on the CPU, in the current dispose scope.</summary>
    public Tensor Read(string name)
    {
        var entry = Find(name);
        var tensor = torch.empty([.. entry.Shape], entry.Type);
        ReadInto(entry, tensor);
        return tensor;
    }

    /// <summary>Reads a tensor into an existing one of the same shape, converting type and device where they differ.</summary>
    /// <exception cref="LabException">The name is not in the file, or the shapes differ.</exception>
    public void CopyTo(string name, Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var entry = Find(name);
        if (!entry.Shape.SequenceEqual(destination.shape))
        {
            throw new LabException($"'{name}' in {_path} has the shape [{string.Join(", ", entry.Shape)}], where [{string.Join(", ", destination.shape)}] is needed.");
        }

        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        destination.copy_(Read(name));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private SafetensorsEntry Find(string name) => _entries.TryGetValue(name, out var entry)
        ? entry
        : throw new LabException($"{_path} holds no tensor named '{name}'.");

    private void ReadInto(SafetensorsEntry entry, Tensor tensor)
    {
        if (entry.End == entry.Start)
        {
            return;
        }

        var bytes = tensor.bytes;
        var offset = _data + entry.Start;
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(_file, bytes, offset);
            if (read == 0)
            {
                throw new LabException($"{_path} ends in the middle of a tensor.");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }

    private static (Dictionary<string, SafetensorsEntry> Entries, Dictionary<string, string> Metadata, long Data) ReadHeader(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        var size = RandomAccess.GetLength(file);
        Span<byte> prefix = stackalloc byte[8];
        if (size < 8 || RandomAccess.Read(file, prefix, 0) != 8)
        {
            throw new InvalidDataException($"it is {size} bytes long, too short for a header.");
        }

        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length < 2 || length > MaximumHeader || length > size - 8)
        {
            throw new InvalidDataException($"its header claims {unchecked((ulong)length)} bytes in a file of {size}.");
        }

        var header = new byte[length];
        for (var done = 0; done < length;)
        {
            var read = RandomAccess.Read(file, header.AsSpan(done), 8 + done);
            done += read > 0 ? read : throw new InvalidDataException("its header is cut off.");
        }

        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        using var json = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
        foreach (var property in json.RootElement.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                foreach (var text in property.Value.EnumerateObject())
                {
                    metadata[text.Name] = text.Value.GetString() ?? string.Empty;
                }
            }
            else
            {
                entries[property.Name] = ReadEntry(property);
            }
        }

        CheckLayout(entries, size - 8 - length);
        return (entries, metadata, 8 + length);
    }

    private static SafetensorsEntry ReadEntry(JsonProperty property)
    {
        if (property.Value.ValueKind != JsonValueKind.Object
            || !property.Value.TryGetProperty("dtype", out var dtype)
            || !property.Value.TryGetProperty("shape", out var shapes)
            || !property.Value.TryGetProperty("data_offsets", out var offsets)
            || offsets.ValueKind != JsonValueKind.Array || offsets.GetArrayLength() != 2)
        {
            throw new InvalidDataException($"its entry '{property.Name}' lacks dtype, shape or data_offsets.");
        }

        var type = SafetensorsType.Named(dtype.GetString()) ?? throw new InvalidDataException($"its entry '{property.Name}' has the unknown type {dtype}.");
        long[] shape = [.. shapes.EnumerateArray().Select(size => size.GetInt64())];
        var (start, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        var bytes = shape.Aggregate((long)type.Size, (product, dimension) => checked(product * (dimension >= 0 ? dimension : throw new InvalidDataException($"its entry '{property.Name}' has a negative size."))));
        if (start < 0 || end < start || end - start != bytes)
        {
            throw new InvalidDataException($"its entry '{property.Name}' of {bytes} bytes claims the range {start} to {end}.");
        }

        return new SafetensorsEntry(type.Type, shape, start, end);
    }

    private static void CheckLayout(Dictionary<string, SafetensorsEntry> entries, long size)
    {
        var expected = 0L;
        foreach (var (name, entry) in entries.OrderBy(pair => pair.Value.Start).ThenBy(pair => pair.Value.End))
        {
            if (entry.Start != expected)
            {
                throw new InvalidDataException($"its entry '{name}' starts at {entry.Start}, not at {expected}: tensors overlap or leave a gap.");
            }

            expected = entry.End;
        }

        if (expected != size)
        {
            throw new InvalidDataException($"its tensors end at {expected} of {size} bytes.");
        }
    }
}

/// <summary>A tensor of a <see cref="SafetensorsFile"/>.</summary>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Start">Where its bytes start, from the end of the header.</param>
/// <param name="End">Where its bytes end.</param>
public sealed record SafetensorsEntry(torch.ScalarType Type, IReadOnlyList<long> Shape, long Start, long End);
