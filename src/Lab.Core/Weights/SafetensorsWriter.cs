using System.Buffers.Binary;
using System.Text.Json;

namespace Lab.Weights;

/// <summary>Writes named tensors in the safetensors format, which Python's <c>safetensors</c> opens and which can hold no code.</summary>
/// <remarks>
/// Format (github.com/huggingface/safetensors): an 8-byte little-endian header length, a JSON header of types, shapes and offsets padded with spaces to a multiple of 8, the
/// tensors' bytes. Like the reference it puts wider types first, so that every tensor starts at a multiple of its element's size and readers can map it.
/// </remarks>
public static class SafetensorsWriter
{
    /// <summary>Writes <paramref name="tensors"/> to <paramref name="stream"/>; those of one element size in their order.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="tensors">Names and values, of any device and memory layout.</param>
    /// <param name="metadata">Texts for the header, such as a version.</param>
    /// <exception cref="LabException">A name occurs twice or is the header's own, a type has no name in the format, or the header exceeds the format's 100 MB.</exception>
    public static void Write(Stream stream, IReadOnlyList<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        using var noGradient = torch.no_grad();
        tensors = [.. tensors.OrderByDescending(pair => SafetensorsType.Of(pair.Value.dtype, pair.Key).Size)];
        var header = WriteHeader(tensors, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in tensors)
        {
            using var scope = torch.NewDisposeScope();
            TensorBytes.Visit(tensor.detach().cpu().contiguous(), piece => stream.Write(piece));
        }
    }

    private static byte[] WriteHeader(IReadOnlyList<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataName);
                foreach (var (name, text) in metadata)
                {
                    json.WriteString(name, text);
                }

                json.WriteEndObject();
            }

            var names = new HashSet<string>(StringComparer.Ordinal) { SafetensorsHeader.MetadataName };
            var offset = 0L;
            foreach (var (name, tensor) in tensors)
            {
                if (!names.Add(name))
                {
                    throw new LabException(name == SafetensorsHeader.MetadataName
                        ? $"A tensor is named '{name}', which is the safetensors format's own name for the texts of the header: call it otherwise."
                        : $"Two tensors are named '{name}'; every name of a safetensors file must be different.");
                }

                var type = SafetensorsType.Of(tensor.dtype, name);
                var end = offset + (tensor.numel() * type.Size);
                json.WriteStartObject(name);
                json.WriteString("dtype", type.Name);
                json.WriteStartArray("shape");
                foreach (var size in tensor.shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                offset = end;
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.Length <= SafetensorsHeader.MaximumLength
            ? buffer.ToArray()
            : throw new LabException($"The names and shapes of {tensors.Count} tensors take {buffer.Length} bytes; the header of a safetensors file holds {SafetensorsHeader.MaximumLength} at most.");
    }
}
