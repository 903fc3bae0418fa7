using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Lab.Checkpoints;

/// <summary>What a safetensors file says of its content. Nothing in it is trusted: no memory is taken because a number says so, except for the header itself, which lies in the file.</summary>
/// <param name="Entries">The tensors by name.</param>
/// <param name="Metadata">Texts by name.</param>
/// <param name="Data">Where the tensors' bytes begin.</param>
internal sealed record SafetensorsHeader(Dictionary<string, SafetensorsEntry> Entries, Dictionary<string, string> Metadata, long Data)
{
    private const int Prefix = sizeof(long);

    // What libtorch's operations can handle.
    private const int MaximumRank = 64;

    private static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <exception cref="InvalidDataException">The file breaks a rule of the format; the message says which, of which entry.</exception>
    /// <exception cref="JsonException">The header is no JSON, or has a name twice.</exception>
    public static SafetensorsHeader Read(SafeFileHandle file)
    {
        var size = RandomAccess.GetLength(file);
        Span<byte> prefix = stackalloc byte[Prefix];
        if (size < Prefix || RandomAccess.Read(file, prefix, 0) != Prefix)
        {
            throw new InvalidDataException($"it is {size} bytes long, too short for a header.");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length < 2 || length > SafetensorsFile.MaximumHeader || length > (ulong)(size - Prefix))
        {
            throw new InvalidDataException($"its header claims {length} bytes in a file of {size}; at most {SafetensorsFile.MaximumHeader} are allowed.");
        }

        var header = new byte[length];
        for (var done = 0; done < header.Length;)
        {
            var read = RandomAccess.Read(file, header.AsSpan(done), Prefix + done);
            done += read > 0 ? read : throw new InvalidDataException("its header is cut off.");
        }

        var data = Prefix + header.Length;
        return Parse(header, data, size - data);
    }

    private static SafetensorsHeader Parse(byte[] header, long data, long size)
    {
        if (header[0] != '{')
        {
            throw new InvalidDataException("its header does not begin with '{'.");
        }

        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var json = JsonDocument.Parse(header, Json);
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Name == SafetensorsFile.MetadataName)
                {
                    ReadMetadata(property.Value, metadata);
                }
                else
                {
                    entries.Add(property.Name, ReadEntry(property.Name, property.Value, size));
                }
            }
        }
        catch (InvalidOperationException text)
        {
            throw new InvalidDataException($"its header holds a text that is no valid UTF-8 or UTF-16: {text.Message}", text);
        }

        CheckLayout(entries, size);
        return new SafetensorsHeader(entries, metadata, data);
    }

    private static void ReadMetadata(JsonElement texts, Dictionary<string, string> metadata)
    {
        if (texts.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"its {SafetensorsFile.MetadataName} is no object of texts.");
        }

        foreach (var text in texts.EnumerateObject())
        {
            metadata.Add(text.Name, text.Value.ValueKind == JsonValueKind.String
                ? text.Value.GetString()!
                : throw new InvalidDataException($"'{Short(text.Name)}' in its {SafetensorsFile.MetadataName} is no text."));
        }
    }

    private static SafetensorsEntry ReadEntry(string name, JsonElement entry, long size)
    {
        if (entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !entry.TryGetProperty("shape", out var shapes) || shapes.ValueKind != JsonValueKind.Array
            || !entry.TryGetProperty("data_offsets", out var offsets) || offsets.ValueKind != JsonValueKind.Array || offsets.GetArrayLength() != 2)
        {
            throw new InvalidDataException($"its entry '{Short(name)}' lacks dtype, shape or data_offsets.");
        }

        var type = SafetensorsType.Named(dtype.GetString()) ?? throw new InvalidDataException($"its entry '{Short(name)}' has the type '{Short(dtype.GetString()!)}', which Lab does not know.");
        if (shapes.GetArrayLength() is var rank && rank > MaximumRank)
        {
            throw new InvalidDataException($"its entry '{Short(name)}' has {rank} dimensions; at most {MaximumRank} are possible.");
        }

        long[] shape = [.. shapes.EnumerateArray().Select(Number)];
        var (start, end) = (Number(offsets[0]), Number(offsets[1]));

        // An empty tensor's other sizes must be possible too: libtorch multiplies them for its strides.
        var extent = shape.Aggregate((UInt128)type.Size, (product, length) => product > long.MaxValue ? product : product * (ulong)Math.Max(length, 1));
        if (extent > long.MaxValue)
        {
            throw new InvalidDataException($"its entry '{Short(name)}' has the impossible shape [{string.Join(", ", shape)}].");
        }

        var bytes = shape.Contains(0) ? 0 : (long)extent;
        return end >= start && end <= size && end - start == bytes
            ? new SafetensorsEntry(type.Type, shape, start, end)
            : throw new InvalidDataException($"its entry '{Short(name)}' of {bytes} bytes claims the range {start} to {end} of {size} bytes.");

        long Number(JsonElement element) => element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && number >= 0
            ? number
            : throw new InvalidDataException($"its entry '{Short(name)}' has {Short(element.GetRawText())} where a whole number that is not negative is needed.");
    }

    // A name or value may be as long as the header, which helps nobody in a message.
    private static string Short(string text) => text.Length <= 100 ? text : $"{text[..100]}...";

    private static void CheckLayout(Dictionary<string, SafetensorsEntry> entries, long size)
    {
        var expected = 0L;
        foreach (var (name, entry) in entries.OrderBy(pair => pair.Value.Start).ThenBy(pair => pair.Value.End))
        {
            if (entry.Start != expected)
            {
                throw new InvalidDataException($"its entry '{Short(name)}' starts at {entry.Start}, not at {expected}: tensors overlap or leave a gap.");
            }

            expected = entry.End;
        }

        if (expected != size)
        {
            throw new InvalidDataException($"its tensors end at {expected} of {size} bytes.");
        }
    }
}
