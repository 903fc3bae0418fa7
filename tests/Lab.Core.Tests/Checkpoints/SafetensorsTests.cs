using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Lab.Checkpoints;
using static TorchSharp.torch;

namespace Lab.Tests.Checkpoints;

public sealed class SafetensorsTests
{
    private string _path = null!;

    [SetUp]
    public void MakePath() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemovePath() => File.Delete(_path);

    [Test]
    public void Every_type_and_shape_comes_back_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        KeyValuePair<string, Tensor>[] tensors =
        [
            new("float", randn(3, 4)), new("double", randn([2], dtype: float64)), new("scalar", tensor(7L)), new("empty", zeros(0, 5)),
            new("byte", tensor(new byte[] { 1, 2, 255 })), new("bool", tensor(new[] { true, false })), new("half", randn(5).to(float16)), new("bfloat", randn(5).to(bfloat16)),
            new("strided", arange(12, float32).view(3, 4).t()),
        ];
        using (var file = File.Create(_path))
        {
            SafetensorsWriter.Write(file, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        }

        using var read = SafetensorsFile.Open(_path);
        Assert.That(read.Entries.Keys, Is.EquivalentTo(tensors.Select(pair => pair.Key)));
        Assert.That(read.Metadata["format"], Is.EqualTo("pt"));
        foreach (var (name, expected) in tensors)
        {
            var found = read.Read(name);
            Assert.That(found.dtype, Is.EqualTo(expected.dtype), name);
            Assert.That(found.shape, Is.EqualTo(expected.shape), name);
            Assert.That(found.bytes.ToArray(), Is.EqualTo(expected.contiguous().bytes.ToArray()), name);
        }
    }

    [TestCase("{}", 999, TestName = "A header longer than the file is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 0, TestName = "Missing data is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, TestName = "A range that does not fit the shape is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}", 6, TestName = "Overlapping tensors are refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, TestName = "A gap is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, TestName = "An unknown type is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, TestName = "A negative size is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}", 4, TestName = "A product that overflows is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, TestName = "Two tensors of one name are refused")]
    [TestCase("not json", 0, TestName = "A header that is no JSON is refused")]
    [TestCase("[1,2]", 0, TestName = "A header that is no object is refused")]
    public void Malformed(string header, int data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header == "{}" ? data : text.Length);
        text.CopyTo(bytes, 8);
        File.WriteAllBytes(_path, header == "{}" ? bytes[..10] : bytes);

        Assert.That(() => SafetensorsFile.Open(_path).Dispose(), Throws.TypeOf<LabException>().With.Message.Contains(_path));
    }

    [Test]
    public void Any_bytes_are_refused_or_read_but_never_crash() => Gen.Byte.Array[0, 200].Sample(
        bytes =>
        {
            File.WriteAllBytes(_path, bytes);
            try
            {
                SafetensorsFile.Open(_path).Dispose();
            }
            catch (LabException)
            {
                // A clear refusal is what most bytes deserve.
            }
        },
        iter: 300,
        threads: 1);

    [Test]
    public void A_missing_file_is_named() => Assert.That(() => SafetensorsFile.Open(_path + ".none"), Throws.TypeOf<LabException>().With.Message.Contains(_path));
}
