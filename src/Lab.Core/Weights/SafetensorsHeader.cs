using System.Buffers.Binary;
using System.Text.Json;

namespace Lab.Weights;

/// <summary>What a safetensors file says of its content. Nothing in it is trusted: no memory is taken because a number says so, except for the header itself, which lies in the file.</summary>
internal static class SafetensorsHeader
{
    /// <summary>The name in the header that is no tensor's.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>Bytes of a header at most, as in the reference implementation.</summary>
    public const int MaximumLength = 100_000_000;

    private const int Prefix = sizeof(long);

    // What libtorch's operations can handle.
    private const int MaximumRank = 64;

    private static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <exception cref="InvalidDataException">The file breaks a rule of the format; the message says which, of which entry.</exception>
    /// <exception cref="JsonException">The header is no JSON, or has a name twice.</exception>
    public static WeightContent Read(MappedFile file)
    {
        var size = file.Length;
        if (size < Prefix)
        {
            throw new InvalidDataException($"it is {size} bytes long, too short for a header.");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(file.Slice(0, Prefix));
        if (length is < 2 or > MaximumLength || length > (ulong)(size - Prefix))
        {
            throw new InvalidDataException($"its header claims {length} bytes in a file of {size}; at most {MaximumLength} are allowed.");
        }

        var data = Prefix + (int)length;
        return Parse(file.Slice(Prefix, (int)length).ToArray(), data, size - data);
    }

    private static WeightContent Parse(byte[] header, long data, long size)
    {
        if (header[0] != '{')
        {
            throw new InvalidDataException("its header does not begin with '{'.");
        }

        var entries = new Dictionary<string, WeightEntry>(StringComparer.Ordinal);
        var ranges = new List<(string Name, long Start, long End)>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var json = JsonDocument.Parse(header, Json);
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataName)
                {
                    ReadMetadata(property.Value, metadata);
                }
                else
                {
                    var (entry, start, end) = ReadEntry(property.Name, property.Value, data, size);
                    entries.Add(property.Name, entry);
                    ranges.Add((property.Name, start, end));
                }
            }
        }
        catch (InvalidOperationException text)
        {
            throw new InvalidDataException($"its header holds a text that is no valid UTF-8 or UTF-16: {text.Message}", text);
        }

        CheckLayout(ranges, size);
        return new WeightContent(entries, metadata);
    }

    private static void ReadMetadata(JsonElement texts, Dictionary<string, string> metadata)
    {
        if (texts.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"its {MetadataName} is no object of texts.");
        }

        foreach (var text in texts.EnumerateObject())
        {
            metadata.Add(text.Name, text.Value.ValueKind == JsonValueKind.String
                ? text.Value.GetString()!
                : throw new InvalidDataException($"'{ShortText.Of(text.Name)}' in its {MetadataName} is no text."));
        }
    }

    private static (WeightEntry Entry, long Start, long End) ReadEntry(string name, JsonElement entry, long data, long size)
    {
        if (entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !entry.TryGetProperty("shape", out var shapes) || shapes.ValueKind != JsonValueKind.Array
            || !entry.TryGetProperty("data_offsets", out var offsets) || offsets.ValueKind != JsonValueKind.Array || offsets.GetArrayLength() != 2)
        {
            throw new InvalidDataException($"its entry '{ShortText.Of(name)}' lacks dtype, shape or data_offsets.");
        }

        var type = SafetensorsType.Named(dtype.GetString()) ?? throw new InvalidDataException($"its entry '{ShortText.Of(name)}' has the type '{ShortText.Of(dtype.GetString()!)}', which Lab does not know.");
        if (shapes.GetArrayLength() is var rank && rank > MaximumRank)
        {
            throw new InvalidDataException($"its entry '{ShortText.Of(name)}' has {rank} dimensions; at most {MaximumRank} are possible.");
        }

        long[] shape = [.. shapes.EnumerateArray().Select(Number)];
        var (start, end) = (Number(offsets[0]), Number(offsets[1]));

        // An empty tensor's other sizes must be possible too: libtorch multiplies them for its strides.
        var extent = shape.Aggregate((UInt128)type.Size, (product, length) => product > long.MaxValue ? product : product * (ulong)Math.Max(length, 1));
        if (extent > long.MaxValue)
        {
            throw new InvalidDataException($"its entry '{ShortText.Of(name)}' has the impossible shape [{ShortText.Of(shape)}].");
        }

        var bytes = shape.Contains(0) ? 0 : (long)extent;
        return end >= start && end <= size && end - start == bytes
            ? (new WeightEntry(type.Type, type.Size, shape, WeightEntry.PlainStrides(shape), data + start), start, end)
            : throw new InvalidDataException($"its entry '{ShortText.Of(name)}' of {bytes} bytes claims the range {start} to {end} of {size} bytes.");

        long Number(JsonElement element) => element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && number >= 0
            ? number
            : throw new InvalidDataException($"its entry '{ShortText.Of(name)}' has {ShortText.Of(element.GetRawText())} where a whole number that is not negative is needed.");
    }

    private static void CheckLayout(List<(string Name, long Start, long End)> ranges, long size)
    {
        var expected = 0L;
        foreach (var (name, start, end) in ranges.OrderBy(range => range.Start).ThenBy(range => range.End))
        {
            if (start != expected)
            {
                throw new InvalidDataException($"its entry '{ShortText.Of(name)}' starts at {start}, not at {expected}: tensors overlap or leave a gap.");
            }

            expected = end;
        }

        if (expected != size)
        {
            throw new InvalidDataException($"its tensors end at {expected} of {size} bytes.");
        }
    }
}
