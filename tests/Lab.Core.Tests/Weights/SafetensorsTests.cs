using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Lab.Weights;
using static TorchSharp.torch;

namespace Lab.Tests.Weights;

public sealed class SafetensorsTests
{
    private static readonly ScalarType[] Types = [float64, float32, float16, bfloat16, int64, int32, int16, int8, uint8, ScalarType.Bool];

    private string _path = null!;

    [SetUp]
    public void MakePath() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemovePath() => File.Delete(_path);

    [Test]
    public void Every_type_and_shape_comes_back_bit_for_bit_and_the_file_keeps_the_formats_rules()
    {
        using var scope = NewDisposeScope();
        KeyValuePair<string, Tensor>[] tensors =
        [
            new("bool", tensor(new[] { true, false, true })), new("float", randn(3, 4)), new("double", randn([2], dtype: float64)), new("scalar", tensor(7L)), new("empty", zeros(0, 5)),
            new("byte", tensor(new byte[] { 1, 2, 255 })), new("half", randn(5).to(float16)), new("bfloat", randn(5).to(bfloat16)),
            new("strided", arange(12, float32).view(3, 4).t()), new("part of another", arange(12, float32)[3..7]), new("name with \"quotes\", ünïcödé and \\", zeros(1)), new(string.Empty, ones(1)),
        ];
        Write(tensors, new Dictionary<string, string> { ["format"] = "pt" });

        using var read = WeightFile.Open(_path);
        var raw = SafetensorsRules.Check(File.ReadAllBytes(_path));
        Assert.That(read.Entries.Keys, Is.EquivalentTo(tensors.Select(pair => pair.Key)));
        Assert.That(read.Metadata["format"], Is.EqualTo("pt"));
        foreach (var (name, expected) in tensors)
        {
            var found = read.Read(name);
            Assert.That(found.dtype, Is.EqualTo(expected.dtype), name);
            Assert.That(found.shape, Is.EqualTo(expected.shape), name);
            Assert.That(found.bytes.ToArray(), Is.EqualTo(expected.contiguous().bytes.ToArray()), name);
            Assert.That(raw[name], Is.EqualTo(found.bytes.ToArray()), name);
        }
    }

    [Test]
    public void Any_tensors_come_back() => Gen.Select(Gen.Int[0, Types.Length - 1].Select(i => Types[i]), Gen.Int[0, 4].Array[0, 4], Gen.Byte.Array[16]).Array[0, 6].Sample(
        drawn =>
        {
            using var scope = NewDisposeScope();
            var tensors = drawn.Select((one, number) => KeyValuePair.Create($"t{number}", Make(one.Item1, one.Item2, one.Item3))).ToList();
            Write(tensors);
            var raw = SafetensorsRules.Check(File.ReadAllBytes(_path));
            using var read = WeightFile.Open(_path);
            return tensors.All(pair => read.Read(pair.Key) is var found && found.dtype == pair.Value.dtype && found.shape.SequenceEqual(pair.Value.shape)
                && found.bytes.SequenceEqual(pair.Value.bytes) && raw[pair.Key].AsSpan().SequenceEqual(found.bytes));
        },
        iter: 100,
        threads: 1);

    private static Tensor Make(ScalarType type, int[] shape, byte[] bits)
    {
        var made = empty([.. shape.Select(size => (long)size)], type);
        var bytes = made.bytes;
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = type == ScalarType.Bool ? (byte)(bits[i % bits.Length] & 1) : bits[i % bits.Length];
        }

        return made;
    }

    [Test]
    public void No_tensors_make_a_file_too()
    {
        Write([]);

        SafetensorsRules.Check(File.ReadAllBytes(_path));
        using var read = WeightFile.Open(_path);
        Assert.That(read.Entries, Is.Empty);
    }

    [Test]
    public void Names_that_occur_twice_or_are_the_formats_own_are_not_written()
    {
        using var scope = NewDisposeScope();

        Assert.That(() => Write([new("a", zeros(1)), new("a", zeros(1))]), Throws.TypeOf<LabException>().With.Message.Contains("'a'"));
        Assert.That(() => Write([new("__metadata__", zeros(1))]), Throws.TypeOf<LabException>().With.Message.Contains("__metadata__"));
        Assert.That(() => Write([new("z", zeros(1, ScalarType.ComplexFloat32))]), Throws.TypeOf<LabException>().With.Message.Contains("'z'"));
    }

    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 0, "'a'", TestName = "Missing data is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 5, "5 bytes", TestName = "Data that no tensor holds is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "'a'", TestName = "A range that does not fit the shape is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}", 6, "'b'", TestName = "Overlapping tensors are refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "'b'", TestName = "Two tensors in one place are refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "'a'", TestName = "A gap is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}", 4, "'a'", TestName = "A negative offset is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4, "'a'", TestName = "A range that runs backwards is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,9223372036854775807]}}", 4, "'a'", TestName = "A range beyond the file is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,18446744073709551615]}}", 4, "'a'", TestName = "A range beyond all numbers is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4, "'a'", TestName = "Half a range is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", 4, "'a'", TestName = "A broken size is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}", 4, "'a'", TestName = "A size that is a text is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "'a'", TestName = "An unknown type is refused")]
    [TestCase("{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "'a'", TestName = "A type that is no text is refused")]
    [TestCase("{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "'a'", TestName = "An entry without a type is refused")]
    [TestCase("{\"a\":null}", 0, "'a'", TestName = "An entry that is null is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "'a'", TestName = "A negative size is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}", 4, "'a'", TestName = "A product that overflows is refused")]
    [TestCase("{\"a\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", 0, "'a'", TestName = "A product that overflows to nothing is refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[0,4611686018427387904,4611686018427387904],\"data_offsets\":[0,0]}}", 0, "'a'", TestName = "Impossible sizes of an empty tensor are refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "a", TestName = "Two tensors of one name are refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"\\u0061\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "a", TestName = "Two tensors of one name, one of them escaped, are refused")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "dtype", TestName = "Two types of one tensor are refused")]
    [TestCase("{\"__metadata__\":{\"a\":1}}", 0, "'a'", TestName = "Metadata that is no text is refused")]
    [TestCase("{\"__metadata__\":[]}", 0, "__metadata__", TestName = "Metadata that is no object is refused")]
    [TestCase("{\"a\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}", 0, "depth", TestName = "Deep nesting is refused")]
    [TestCase("{\"\\ud800\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "text", TestName = "Half a character is refused")]
    [TestCase("not json", 0, "'{'", TestName = "A header that is no JSON is refused")]
    [TestCase("{\"a\":", 0, "JSON", TestName = "A header that is half a JSON is refused")]
    [TestCase("{}{}", 0, "single JSON", TestName = "Two headers are refused")]
    [TestCase("[1,2]", 0, "'{'", TestName = "A header that is no object is refused")]
    [TestCase(" {}", 0, "'{'", TestName = "A header that begins with a space is refused")]
    [TestCase("", 0, "0 bytes", TestName = "No header is refused")]
    public void Malformed(string header, int data, string told)
    {
        File.WriteAllBytes(_path, Assemble(Encoding.UTF8.GetBytes(header), data));

        Assert.That(() => WeightFile.Open(_path).Dispose(), Throws.TypeOf<LabException>().With.Message.Contains(_path).And.Message.Contains(told));
    }

    [Test]
    public void Texts_that_are_no_utf8_are_refused()
    {
        var header = Encoding.UTF8.GetBytes("{\"a?\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}");
        header[Array.IndexOf(header, (byte)'?')] = 0xFF;
        File.WriteAllBytes(_path, Assemble(header, 4));

        Assert.That(() => WeightFile.Open(_path).Dispose(), Throws.TypeOf<LabException>().With.Message.Contains(_path));
    }

    [TestCase(ulong.MaxValue)]
    [TestCase(1UL << 63)]
    [TestCase((1UL << 63) - 1)]
    [TestCase(100_000_001UL)]
    [TestCase(999UL)]
    [TestCase(3UL)]
    [TestCase(1UL)]
    public void A_length_that_the_file_does_not_have_takes_no_memory(ulong length)
    {
        var bytes = new byte[10];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        "{}"u8.CopyTo(bytes.AsSpan(8));
        File.WriteAllBytes(_path, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.That(() => WeightFile.Open(_path).Dispose(), Throws.TypeOf<LabException>().With.Message.Contains(length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [Test]
    public void A_shape_of_many_dimensions_is_refused_and_a_long_name_is_cut_in_the_message()
    {
        var ones = string.Join(',', Enumerable.Repeat(1, 100_000));
        File.WriteAllBytes(_path, Assemble(Encoding.UTF8.GetBytes($"{{\"{new string('n', 100_000)}\":{{\"dtype\":\"F32\",\"shape\":[{ones}],\"data_offsets\":[0,4]}}}}"), 4));

        Assert.That(() => WeightFile.Open(_path).Dispose(), Throws.TypeOf<LabException>().With.Message.Contains("100000 dimensions").And.Message.Length.LessThan(1000));
    }

    [Test]
    public void A_file_that_becomes_shorter_while_it_is_open_is_named()
    {
        using var scope = NewDisposeScope();
        Write([new("weight", zeros(1000))]);
        using var read = WeightFile.Open(_path);
        using (var file = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(file.Length - 1);
        }

        Assert.That(() => read.Read("weight"), Throws.TypeOf<LabException>().With.Message.Contains(_path).And.Message.Contains("'weight'"));
    }

    [Test]
    public void Any_bytes_are_refused_or_read_but_never_crash() => Gen.Byte.Array[0, 200].Sample(bytes => Survives(bytes), iter: 300, threads: 1);

    /// <summary>A good file in which bytes are changed, cut out or doubled, mostly in the header.</summary>
    [Test]
    public void A_mutated_file_is_refused_or_read_in_bounded_memory()
    {
        using var scope = NewDisposeScope();
        Write([new("first", arange(6, float32).view(2, 3)), new("second", tensor(new byte[] { 1, 2, 3 })), new("none", zeros(0, 2))], new Dictionary<string, string> { ["format"] = "pt" });
        var good = File.ReadAllBytes(_path);
        var telling = "{}[]\",:-+.eE0123456789\\u \0"u8.ToArray();
        var mutation = Gen.Select(Gen.Int[0, 3], Gen.Int[0, good.Length - 1], Gen.OneOf(Gen.Byte, Gen.Int[0, telling.Length - 1].Select(i => telling[i])));
        mutation.Array[1, 6].Sample(
            mutations =>
            {
                var bytes = good.ToList();
                foreach (var (kind, at, value) in mutations)
                {
                    var place = Math.Min(at, bytes.Count - 1);
                    switch (kind)
                    {
                        case 0:
                            bytes[place] = value;
                            break;
                        case 1:
                            bytes.Insert(place, value);
                            break;
                        case 2 when bytes.Count > 1:
                            bytes.RemoveAt(place);
                            break;
                        default:
                            bytes.InsertRange(place, bytes.GetRange(0, Math.Min(place, bytes.Count - place)));
                            break;
                    }
                }

                return Survives([.. bytes]);
            },
            iter: 500,
            threads: 1);
    }

    // A refusal names the file; what is accepted can be read whole. Neither takes more memory than the file gives reason for.
    private bool Survives(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var scope = NewDisposeScope();
            using var file = WeightFile.Open(_path);
            var read = file.Entries.Keys.Sum(name => file.Read(name) is var tensor ? tensor.numel() * tensor.element_size() : 0);
            return read <= bytes.Length && GC.GetAllocatedBytesForCurrentThread() - before < (1 << 20);
        }
        catch (LabException refusal)
        {
            return refusal.Message.Contains(_path, StringComparison.Ordinal) && GC.GetAllocatedBytesForCurrentThread() - before < (1 << 20);
        }
    }

    [TestCase("weights/squeezenet1_0.safetensors")]
    [TestCase("weights/mobilenet_v2.safetensors")]
    public void Files_that_Python_wrote_open_and_come_back(string file)
    {
        var path = SharedFiles.Require($"data/{file}");
        var expected = SafetensorsRules.Check(File.ReadAllBytes(path));
        using var scope = NewDisposeScope();
        using var read = WeightFile.Open(path);

        Assert.That(read.Entries, Has.Count.EqualTo(expected.Count).And.Count.GreaterThan(20));
        Assert.That(expected.All(pair => read.Read(pair.Key).bytes.SequenceEqual(pair.Value)));
        Write([.. read.Entries.Keys.Select(name => KeyValuePair.Create(name, read.Read(name)))]);
        var again = SafetensorsRules.Check(File.ReadAllBytes(_path));
        Assert.That(again.All(pair => pair.Value.AsSpan().SequenceEqual(expected[pair.Key])));
    }

    [Test]
    public void Python_reads_what_is_written_here_and_the_other_way_round()
    {
        using var scope = NewDisposeScope();
        Write(
            [
                new("flag", tensor(new[] { true, false, true })), new("float", tensor(new[] { 1.5f, -2.25f, 1e-30f })), new("double", tensor(new[] { Math.PI }, float64)),
                new("half", tensor(new[] { 0.5f, -65504f }).to(float16)), new("count", tensor(-7L)), new("bytes", tensor(new byte[] { 0, 255 })), new("none", zeros(2, 0)), new("größe", tensor(new[] { 3 }, int32)),
            ],
            new Dictionary<string, string> { ["format"] = "pt" });

        var seen = JsonNode.Parse(Python("read", _path))!;
        Assert.That(seen["__metadata__"]!["format"]!.GetValue<string>(), Is.EqualTo("pt"));
        Assert.That(seen["flag"]!.ToJsonString(), Is.EqualTo("[\"BOOL\",[3],[true,false,true]]"));
        Assert.That(seen["float"]![2]!.AsArray().Select(value => (float)value!.GetValue<double>()), Is.EqualTo(new[] { 1.5f, -2.25f, 1e-30f }));
        Assert.That(seen["double"]![2]![0]!.GetValue<double>(), Is.EqualTo(Math.PI));
        Assert.That(seen["half"]![2]!.AsArray().Select(value => value!.GetValue<double>()), Is.EqualTo(new[] { 0.5, -65504 }));
        Assert.That(seen["count"]!.ToJsonString(), Is.EqualTo("[\"I64\",[],[-7]]"));
        Assert.That(seen["bytes"]!.ToJsonString(), Is.EqualTo("[\"U8\",[2],[0,255]]"));
        Assert.That(seen["none"]!.ToJsonString(), Is.EqualTo("[\"F32\",[2,0],[]]"));
        Assert.That(seen["größe"]![2]![0]!.GetValue<int>(), Is.EqualTo(3));

        Python("write", _path);
        using var read = WeightFile.Open(_path);
        Assert.That(read.Metadata["by"], Is.EqualTo("python"));
        Assert.That(read.Read("weight").data<float>().ToArray(), Is.EqualTo(new[] { 1, 2, 3, 4.5f }));
        Assert.That(read.Entries["weight"].Shape, Is.EqualTo(new long[] { 2, 2 }));
        Assert.That(read.Read("steps").item<long>(), Is.EqualTo(123));
    }

    // The format in Python's standard library alone, as its published description has it.
    private const string Script = """
        import json, struct, sys
        kinds = {"BOOL": "?", "U8": "B", "I8": "b", "I16": "h", "I32": "i", "I64": "q", "F16": "e", "F32": "f", "F64": "d"}
        verb, path = sys.argv[1:]
        if verb == "read":
            with open(path, "rb") as file:
                header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
                data = file.read()
            seen = {"__metadata__": header.pop("__metadata__", {})}
            for name, entry in header.items():
                start, end = entry["data_offsets"]
                values = [value[0] for value in struct.iter_unpack("<" + kinds[entry["dtype"]], data[start:end])]
                seen[name] = [entry["dtype"], entry["shape"], values]
            print(json.dumps(seen))
        else:
            data = struct.pack("<q", 123) + struct.pack("<4f", 1, 2, 3, 4.5)
            header = json.dumps({
                "__metadata__": {"by": "python"},
                "steps": {"dtype": "I64", "shape": [], "data_offsets": [0, 8]},
                "weight": {"dtype": "F32", "shape": [2, 2], "data_offsets": [8, 24]},
            }).encode()
            header += b" " * (-len(header) % 8)
            with open(path, "wb") as file:
                file.write(struct.pack("<Q", len(header)) + header + data)
        """;

    private static string Python(params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", ["-c", Script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["PYTHONIOENCODING"] = "utf-8" } };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception absent)
        {
            Assert.Ignore($"There is no python3: {absent.Message}");
        }

        using (process)
        {
            var error = process!.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.That(process.ExitCode, Is.Zero, error.Result);
            return output;
        }
    }

    [Test]
    public void A_missing_file_is_named() => Assert.That(() => WeightFile.Open(_path + ".none"), Throws.TypeOf<LabException>().With.Message.Contains(_path));

    private void Write(IReadOnlyList<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var file = File.Create(_path);
        SafetensorsWriter.Write(file, tensors, metadata);
    }

    private static byte[] Assemble(byte[] header, int data)
    {
        var bytes = new byte[8 + header.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        return bytes;
    }
}
