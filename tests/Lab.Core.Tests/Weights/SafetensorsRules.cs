using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Lab.Tests.Weights;

/// <summary>The published rules of the safetensors format, checked with nothing of Lab's reader or writer.</summary>
internal static class SafetensorsRules
{
    private static readonly Dictionary<string, int> Sizes = new()
    {
        ["BOOL"] = 1, ["U8"] = 1, ["I8"] = 1, ["I16"] = 2, ["F16"] = 2, ["BF16"] = 2, ["I32"] = 4, ["F32"] = 4, ["I64"] = 8, ["F64"] = 8,
    };

    /// <summary>Asserts every rule, and gives each tensor's bytes.</summary>
    public static Dictionary<string, byte[]> Check(byte[] file)
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(file);
        Assert.That(length, Is.LessThanOrEqualTo(100_000_000UL).And.LessThanOrEqualTo((ulong)file.Length - 8));
        Assert.That(length % 8, Is.Zero, "the data begins on a border of 8 bytes");
        var data = file[(8 + (int)length)..];
        var header = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file, 8, (int)length);
        Assert.That(header, Does.StartWith("{"));
        Assert.That(header[(header.LastIndexOf('}') + 1)..], Is.Empty.Or.Matches("^ +$"), "only spaces pad the header");
        using var json = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var tensors = new Dictionary<string, byte[]>();
        var position = 0;
        foreach (var property in json.RootElement.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                Assert.That(property.Value.EnumerateObject().Select(text => text.Value.ValueKind), Has.All.EqualTo(JsonValueKind.String));
                continue;
            }

            Assert.That(property.Value.EnumerateObject().Select(value => value.Name), Is.EquivalentTo(new[] { "dtype", "shape", "data_offsets" }));
            var size = Sizes[property.Value.GetProperty("dtype").GetString()!];
            var count = property.Value.GetProperty("shape").EnumerateArray().Aggregate(1, (product, next) => product * int.Parse(next.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture));
            var (start, end) = (property.Value.GetProperty("data_offsets")[0].GetInt32(), property.Value.GetProperty("data_offsets")[1].GetInt32());
            Assert.That(start, Is.EqualTo(position), $"{property.Name}: in order, without gap or overlap");
            Assert.That(end - start, Is.EqualTo(count * size), $"{property.Name}: as many bytes as its shape needs");
            Assert.That(start % size, Is.Zero, $"{property.Name}: aligned to its elements");
            tensors.Add(property.Name, data[start..end]);
            position = end;
        }

        Assert.That(position, Is.EqualTo(data.Length), "the tensors fill the file");
        return tensors;
    }
}
