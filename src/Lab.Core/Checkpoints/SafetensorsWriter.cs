using System.Buffers.Binary;
using System.Text.Json;

namespace Lab.Checkpoints;

/// <summary>Writes named tensors in the safetensors format, which Python's <c>safetensors</c> opens and which can hold no code.</summary>
/// <remarks>Format: an 8-byte little-endian header length, a JSON header of types, shapes and offsets, the tensors' bytes.</remarks>
public static class SafetensorsWriter
{
    /// <summary>Writes <paramref name="tensors"/>, in their order, to <paramref name="stream"/>.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="tensors">Names and values, of any device and memory layout.</param>
    /// <param name="metadata">Texts for the header, such as a version.</param>
    /// <exception cref="LabException">A name occurs twice, or a type has no name in the format.</exception>
    public static void Write(Stream stream, IReadOnlyList<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        using var noGradient = torch.no_grad();
        var header = WriteHeader(tensors, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in tensors)
        {
            using var scope = torch.NewDisposeScope();
            var plain = tensor.detach().cpu().contiguous();
            if (plain.numel() > 0)
            {
                stream.Write(plain.bytes);
            }
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
                json.WriteStartObject("__metadata__");
                foreach (var (name, text) in metadata)
                {
                    json.WriteString(name, text);
                }

                json.WriteEndObject();
            }

            var names = new HashSet<string>(StringComparer.Ordinal);
            var offset = 0L;
            foreach (var (name, tensor) in tensors)
            {
                if (!names.Add(name))
                {
                    throw new LabException($"Two tensors are named '{name}'; every name of a safetensors file must be different.");
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

        // Tensors start on an 8-byte border, so that readers can map them.
        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }
}
