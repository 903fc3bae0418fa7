using System.Buffers.Binary;
using System.Diagnostics;
using Lab.Weights;
using static TorchSharp.torch;

namespace Lab.Tests.Weights.Pickles;

/// <summary>Files that want to run something, to take all memory or time, or to read what is not theirs.</summary>
public sealed class HostileTorchFileTests
{
    private const long BoundedMemory = 64 << 20;

    private string _path = null!;

    [SetUp]
    public void MakePath() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemovePath() => File.Delete(_path);

    [TestCase("posix", "system")]
    [TestCase("os", "system")]
    [TestCase("nt", "system")]
    [TestCase("builtins", "eval")]
    [TestCase("builtins", "exec")]
    [TestCase("builtins", "getattr")]
    [TestCase("__builtin__", "__import__")]
    [TestCase("subprocess", "Popen")]
    [TestCase("torch", "load")]
    [TestCase("torch.jit", "load")]
    [TestCase("torch.serialization", "load")]
    [TestCase("torch._utils", "_rebuild_tensor_v2.__globals__")]
    [TestCase("numpy.f2py", "compile")]
    [TestCase("argparse", "Namespace")]
    [TestCase("collections", "OrderedDict.__reduce__")]
    public void A_call_of_anything_else_is_refused_by_its_name(string module, string name)
    {
        var call = new PickleWriter().Global(module, name).Op("(").Text("touch /tmp/pwned").Op("tR");
        var named = new PickleWriter().Text(module).Text(name).Raw(0x93).Op(")R");

        Refused(call.Archive(), $"{module}.{name}", "nothing was run");
        Refused(named.Archive(), $"{module}.{name}", "nothing was run");
    }

    [TestCase("i", TestName = "INST is unknown")]
    [TestCase("(o", TestName = "OBJ is unknown")]
    [TestCase("\u0082\u0001", TestName = "EXT1 is unknown")]
    [TestCase("\u0092", TestName = "NEWOBJ_EX is unknown")]
    [TestCase("P0\n", TestName = "PERSID is unknown")]
    [TestCase("\u0097", TestName = "NEXT_BUFFER is unknown")]
    public void Other_instructions_are_refused(string operation) => Refused(new PickleWriter().Op(operation).Archive(), "instruction 0x");

    [TestCase("R", TestName = "A call without a function")]
    [TestCase("a", TestName = "An item without a list")]
    [TestCase("t", TestName = "A tuple without a mark")]
    [TestCase("0", TestName = "A removal from nothing")]
    [TestCase("(]s", TestName = "An item behind a mark")]
    [TestCase("}(Nu", TestName = "A key without a value")]
    [TestCase("N)R", TestName = "A call of nothing")]
    [TestCase("NNb", TestName = "Attributes of nothing")]
    [TestCase("NQ", TestName = "A storage that is none")]
    [TestCase("h\u0007", TestName = "A value that was not kept")]
    [TestCase("NN", TestName = "Two results")]
    [TestCase("(N", TestName = "An open mark")]
    [TestCase("X\u00ff\u00ff\u00ff\u00ff", TestName = "A text of 4 GiB")]
    [TestCase("B\u00ff\u00ff\u00ff\u007f", TestName = "Bytes of 2 GiB")]
    [TestCase("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", TestName = "A text of 16 EiB")]
    [TestCase("\u008b\u00ff\u00ff\u00ff\u00ff", TestName = "A number of 4 GiB")]
    [TestCase("X\u0001\u0000\u0000\u0000\u00ff", TestName = "A text that is no UTF-8")]
    [TestCase("cno newline", TestName = "A name without an end")]
    public void Broken_pickles_are_refused(string operations) => Refused(new PickleWriter().Op(operations).Archive());

    [Test]
    public void Tensors_that_reach_out_of_their_storage_are_refused()
    {
        (long Offset, long[] Shape, long[] Strides)[] reaching =
        [
            (1, [4], [1]), (0, [5], [1]), (0, [2], [4]), (0, [2, 2], [3, 1]), (4, [1], [1]), (-1, [1], [1]), (0, [-1], [1]), (0, [1], [-1]), (0, [2, 2], [1]), (long.MaxValue, [1], [1]),
            (0, [long.MaxValue], [1]), (0, [long.MaxValue, long.MaxValue], [0, 0]), (0, [2], [long.MaxValue]), (0, [1L << 32, 1L << 32, 1L << 32, 1L << 32], [0, 0, 0, 0]), (0, [0, long.MaxValue, long.MaxValue], [1, 1, 1]),
            (0, [.. Enumerable.Repeat(1L, 65)], [.. Enumerable.Repeat(1L, 65)]),
        ];
        foreach (var (offset, shape, strides) in reaching)
        {
            Refused(new PickleWriter().Op("}").Text("w").Tensor("0", 4, offset, shape, strides).Op("s").Archive(("0", new byte[16])), "tensor");
        }
    }

    [Test]
    public void Storages_that_are_not_as_they_say_are_refused()
    {
        static PickleWriter Weight(string key, long count, string type = "FloatStorage") => new PickleWriter().Op("}").Text("w").Tensor(key, count, 0, [1], [1], type).Op("s");

        Refused(Weight("0", 5).Archive(("0", new byte[16])), "storage '0'");
        Refused(Weight("0", 3).Archive(("0", new byte[16])), "storage '0'");
        Refused(Weight("1", 4).Archive(("0", new byte[16])), "storage '1'");
        Refused(Weight("../../data.pkl", 4).Archive(("0", new byte[16])), "storage '../../data.pkl'");
        Refused(Weight("0", long.MaxValue).Archive(("0", new byte[16])), "storage '0'");
        Refused(Weight("0", -4).Archive(("0", new byte[16])));
        Refused(Weight("0", 4, "QInt8Storage").Archive(("0", new byte[16])), "torch.QInt8Storage");
        Refused(new PickleWriter().Op("}").Text("a").Tensor("0", 4, 0, [1], [1]).Op("s").Text("b").Tensor("0", 2, 0, [1], [1], "DoubleStorage").Op("s").Archive(("0", new byte[16])), "storage '0'");
        Refused(new PickleWriter().Op("}").Text("a").Op("(").Text("module").Global("torch", "FloatStorage").Text("0").Text("cpu").Int(4).Op("tQs").Archive(("0", new byte[16])), "no storage");
    }

    [Test]
    public void Dictionaries_within_themselves_and_within_one_another_many_times_take_no_time()
    {
        var itself = new PickleWriter().Op("}q\u0001").Text("self").Op("h\u0001s").Text("w").Tensor("0", 4, 0, [4], [1]).Op("s");
        using (var file = Open(itself.Archive(("0", new byte[16]))))
        {
            Assert.That(file.Entries.Keys, Is.EqualTo(new[] { "w" }));
        }

        // Each of 200 dictionaries holds the one before under two names: 2^200 ways, if all were walked.
        var laughs = new PickleWriter().Op("}q\u0000").Text("w").Tensor("0", 4, 0, [4], [1]).Op("s");
        for (var i = 1; i < 200; i++)
        {
            laughs.Op("0}").Raw((byte)'q', (byte)i).Text("a").Raw((byte)'h', (byte)(i - 1)).Op("s").Text("b").Raw((byte)'h', (byte)(i - 1)).Op("s");
        }

        Refused(laughs.Archive(("0", new byte[16])), "has tensors");
    }

    [Test]
    public void Deep_nesting_costs_no_stack()
    {
        var writer = new PickleWriter();
        writer.Op(string.Concat(Enumerable.Repeat("]", 900_000)) + string.Concat(Enumerable.Repeat("a", 899_999)));

        Refused(writer.Archive(), "no dictionary of tensors", memory: 256 << 20);
    }

    [Test]
    public void Endless_pickles_are_cut_off() => Refused(new PickleWriter().Op(string.Concat(Enumerable.Repeat("N0", 1_100_000))).Archive(), "instructions");

    [Test]
    public void A_tensor_that_repeats_a_few_numbers_a_trillion_times_is_not_read()
    {
        using var file = Open(new PickleWriter().Op("}").Text("w").Tensor("0", 4, 0, [1L << 40], [0]).Op("s").Archive(("0", new byte[16])));

        Assert.That(() => file.Read("w"), Throws.TypeOf<LabException>().With.Message.Contains("more memory"));
    }

    [Test]
    public void Archives_whose_files_overlap_or_lie_outside_are_refused()
    {
        var good = new PickleWriter().Op("}").Text("w").Tensor("0", 4, 0, [4], [1]).Op("s").Archive(("0", new byte[16]), ("1", new byte[16]));
        var entries = Directory(good).ToList();
        Assert.That(entries, Has.Count.EqualTo(3));

        Refused(Changed(good, entries[2] + 42, BitConverter.GetBytes(BinaryPrimitives.ReadInt32LittleEndian(good.AsSpan(entries[1] + 42)))), "overlap");
        Refused(Changed(good, entries[2] + 42, BitConverter.GetBytes(int.MaxValue)));
        Refused(Changed(Changed(good, entries[1] + 20, BitConverter.GetBytes(1000)), entries[1] + 24, BitConverter.GetBytes(1000)));
        Refused(Changed(good, entries[1] + 20, BitConverter.GetBytes(1000)));
        Refused(Changed(good, entries[1] + 20, BitConverter.GetBytes(15)), "storage '0'");
        Refused(Changed(good, entries[1] + 8, [1]), "storage '0'");
        Refused(Changed(good, entries[0] + 10, [8]), "compressed");
        Refused(Changed(good, entries[2] + 46 + "archive/data/".Length, "0"u8.ToArray()), "twice");
        Refused(Changed(good, good.Length - 22 + 16, BitConverter.GetBytes(good.Length)), "directory");
        Refused(Changed(good, good.Length - 22 + 10, BitConverter.GetBytes((short)1000)), "directory");
    }

    [Test]
    public void A_file_that_is_cut_off_anywhere_is_refused([Values] bool legacy)
    {
        var good = legacy ? TorchFiles.LegacyTensors : TorchFiles.Tensors;
        for (var length = 0; length < good.Length; length += Math.Max(1, good.Length / 150))
        {
            Refused(good[..length]);
        }
    }

    /// <summary>Good files in which bytes are changed, cut out, put in or doubled: refused by name, or read, in bounded memory and time.</summary>
    [Test]
    public void Mutated_files_are_refused_or_read([Values] bool legacy)
    {
        var good = legacy ? TorchFiles.LegacyCheckpoint : TorchFiles.Checkpoint;
        for (var round = 0; round < 1500; round++)
        {
            var random = RandomKey.FromSeed(8).Derive(round).CreateRandom();
            var bytes = good.ToList();
            for (var changes = random.NextInt32(1, 6); changes > 0; changes--)
            {
                var at = random.NextInt32(0, bytes.Count);
                switch (random.NextInt32(0, 4))
                {
                    case 0:
                        bytes[at] = (byte)random.NextInt32(0, 256);
                        break;
                    case 1:
                        bytes.Insert(at, "(tRbQh}]sux\u0085\u0093."u8[random.NextInt32(0, 14)]);
                        break;
                    case 2:
                        bytes.RemoveRange(at, Math.Min(random.NextInt32(1, 9), bytes.Count - at));
                        break;
                    default:
                        bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.NextInt32(1, 60), bytes.Count - at)));
                        break;
                }
            }

            Survive([.. bytes], $"round {round}");
        }
    }

    [Test]
    public void Names_of_sections_and_shapes_of_any_length_neither_fill_memory_nor_messages()
    {
        // Dictionaries in one another, under one key of 4 MB that the pickle holds once.
        var nested = new PickleWriter().Op("}(").Text(new string('k', 4 << 20)).Raw((byte)'q', 0).Op("}(");
        for (var i = 0; i < 50; i++)
        {
            nested.Raw((byte)'h', 0).Op("}(").Text("w").Tensor("0", 4, 0, [4], [1]).Op("u").Text($"{i}").Raw((byte)'h', 0).Op("}(").Text("w").Tensor("0", 4, 0, [4], [1]).Op("u");
        }

        Refused(nested.Op("uu").Archive(("0", new byte[16])), "no dictionary");

        var many = new PickleWriter().Op("}(");
        for (var i = 0; i < 1100; i++)
        {
            many.Text($"{i}").Op("}(").Text("w").Tensor("0", 4, 0, [4], [1]).Op("u");
        }

        Refused(many.Op("u").Archive(("0", new byte[16])), "more than 1000 dictionaries");

        var ones = new long[100_000];
        Array.Fill(ones, 1);
        Refused(new PickleWriter().Tensor("0", 4, 0, ones, ones).Archive(("0", new byte[16])), "impossible shape [1, 1, 1, 1, 1, 1, 1, 1, and 99992 more]");
        Refused(new PickleWriter().Tensor(new string('s', 100_000), long.MaxValue, 0, [1], [1]).Archive(), "claims");
    }

    private void Survive(byte[] bytes, string what)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var scope = NewDisposeScope();
        try
        {
            using var file = Open(bytes);
            foreach (var name in file.Entries.Keys)
            {
                file.Read(name);
            }
        }
        catch (LabException refusal)
        {
            Assert.That(refusal.Message, Does.Contain(_path), what);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(BoundedMemory), what);
    }

    private void Refused(byte[] bytes, string told = "", string alsoTold = "", long memory = BoundedMemory)
    {
        File.WriteAllBytes(_path, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.GetTimestamp();

        Assert.That(() => WeightFile.Open(_path).Dispose(), Throws.TypeOf<LabException>().With.Message.Contains(_path).And.Message.Contains(told).And.Message.Contains(alsoTold).And.Message.Length.LessThan(2000));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(memory));
        Assert.That(Stopwatch.GetElapsedTime(clock), Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    private WeightFile Open(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        return WeightFile.Open(_path);
    }

    private static byte[] Changed(byte[] bytes, int at, byte[] value)
    {
        var changed = bytes.ToArray();
        value.CopyTo(changed, at);
        return changed;
    }

    // Where the entries of a zip's directory begin.
    private static IEnumerable<int> Directory(byte[] zip)
    {
        for (var i = 0; i < zip.Length - 4; i++)
        {
            if (zip.AsSpan(i).StartsWith("PK\u0001\u0002"u8))
            {
                yield return i;
            }
        }
    }
}
