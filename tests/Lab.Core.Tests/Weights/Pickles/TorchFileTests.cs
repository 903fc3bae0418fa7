using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Lab.Weights;
using static TorchSharp.torch;

namespace Lab.Tests.Weights.Pickles;

/// <summary>Files of PyTorch, in both formats.</summary>
public sealed class TorchFileTests
{
    private string _path = null!;

    [SetUp]
    public void MakePath() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemovePath() => File.Delete(_path);

    [Test]
    public void Tensors_of_every_type_and_layout_are_read([Values] bool legacy)
    {
        using var scope = NewDisposeScope();
        using var file = Open(legacy ? TorchFiles.LegacyTensors : TorchFiles.Tensors);

        Assert.That(file.Entries, Has.Count.EqualTo(16));
        Check(file, "plain", [2, 3], 0f, 1f, 2f, 3f, 4f, 5f);
        Check(file, "transposed", [4, 3], 0f, 4f, 8f, 1f, 5f, 9f, 2f, 6f, 10f, 3f, 7f, 11f);
        Check(file, "slice", [4], 5f, 6f, 7f, 8f);
        Check(file, "every third", [4], 0f, 3f, 6f, 9f);
        Check(file, "parameter", [2], 0.5f, -1.5f);
        Check(file, "double", [1], 1 / 3.0);
        Check(file, "long", [], 7L);
        Check(file, "int", [1], -3);
        Check(file, "short", [1], (short)-300);
        Check(file, "char", [1], (sbyte)-5);
        Check(file, "byte", [1], (byte)200);
        Check(file, "bool", [2], true, false);
        Check(file, "expanded", [3], 2f, 2f, 2f);
        Check<float>(file, "empty", [0, 4]);
        Assert.That(file.Entries["half"].Type, Is.EqualTo(float16));
        Assert.That(file.Entries["bfloat"].Type, Is.EqualTo(bfloat16));
        Assert.That(file.Read("half").to(float32).data<float>().ToArray(), Is.EqualTo(new[] { 0.25f, -2f }));
        Assert.That(file.Read("bfloat").to(float32).data<float>().ToArray(), Is.EqualTo(new[] { 0.25f, -2f }));
    }

    [Test]
    public void A_tar_archive_is_told_as_one()
    {
        using (var stream = File.Create(_path))
        using (var archive = new System.Formats.Tar.TarWriter(stream, System.Formats.Tar.TarEntryFormat.Gnu))
        {
            archive.WriteEntry(new System.Formats.Tar.GnuTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "sys_info") { DataStream = new MemoryStream(new byte[10]) });
        }

        Assert.That(() => WeightFile.Open(_path), Throws.TypeOf<LabException>().With.Message.Contains("tar archive").And.Message.Contains("unpack it").And.Message.Contains("torch.save"));
    }

    [Test]
    public void Tensors_go_into_existing_ones_of_other_types_and_layouts([Values] bool legacy)
    {
        using var scope = NewDisposeScope();
        using var file = Open(legacy ? TorchFiles.LegacyTensors : TorchFiles.Tensors);
        var plain = zeros(4, 3);
        var turned = zeros([3, 4], float64).t();
        var expanded = zeros(3);

        file.CopyTo("transposed", plain);
        file.CopyTo("transposed", turned);
        file.CopyTo("expanded", expanded);

        Assert.That(plain.equal(file.Read("transposed")).all().item<bool>());
        Assert.That(turned.equal(file.Read("transposed").to(float64)).all().item<bool>());
        Assert.That(expanded.data<float>().ToArray(), Is.EqualTo(new[] { 2f, 2f, 2f }));
        Assert.That(() => file.CopyTo("long", zeros([])), Throws.TypeOf<LabException>().With.Message.Contains("Int64"));
    }

    [Test]
    public void The_weights_in_a_checkpoint_are_found_and_others_can_be_named([Values] bool legacy)
    {
        var bytes = legacy ? TorchFiles.LegacyCheckpoint : TorchFiles.Checkpoint;
        using var scope = NewDisposeScope();
        using var net = nn.Sequential(nn.Linear(2, 1), nn.BatchNorm1d(1));
        using (var file = Open(bytes))
        {
            Assert.That(file.Section, Is.EqualTo("state_dict"));
            Assert.That(file.Sections, Is.EqualTo(new[] { "state_dict", "model_ema" }));
            Assert.That(file.Metadata, Is.EqualTo(new Dictionary<string, string> { ["epoch"] = "3", ["arch"] = "tiny", ["best"] = "0.5", ["done"] = "False" }));
            Assert.That(net.LoadWeights(file).Loaded, Has.Count.EqualTo(7));
            Assert.That(net.state_dict()["1.running_var"].item<float>(), Is.EqualTo(6));
        }

        using (var file = WeightFile.Open(_path, "model_ema"))
        {
            net.LoadWeights(file);
            Assert.That(net.state_dict()["1.running_var"].item<float>(), Is.EqualTo(60));
        }

        Assert.That(() => WeightFile.Open(_path, "none"), Throws.TypeOf<LabException>().With.Message.Contains("'none'").And.Message.Contains("'state_dict', 'model_ema'"));
    }

    [Test]
    public void A_real_detector_of_the_legacy_format_is_the_same_as_its_onnx_twin()
    {
        var onnx = File.ReadAllBytes(SharedFiles.Require("data/weights/face/version-RFB-320_simplified.onnx"));
        using var scope = NewDisposeScope();
        using var file = WeightFile.Open(SharedFiles.Require("data/weights/face/version-RFB-320.pth"));

        // Its convolutions have been fused with their norms there, except for those without one.
        var kernel = file.Read("classification_headers.3.weight").bytes.ToArray();
        Assert.That(file.Entries, Has.Count.EqualTo(244));
        Assert.That(file.Entries.Values.Sum(entry => entry.Count), Is.GreaterThan(280_000));
        Assert.That(onnx.AsSpan().IndexOf(kernel), Is.GreaterThan(0));
    }

    [Test]
    public void What_is_no_file_of_tensors_is_refused_by_name()
    {
        Assert.That(() => Open(TorchFiles.Module), Refused("torch.nn.modules.linear.Linear"));
        Assert.That(() => Open(TorchFiles.Script), Refused("__torch__."));
        Assert.That(() => Open(Encoding.UTF8.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")), Refused("git lfs pull"));
        Assert.That(() => Open(Encoding.UTF8.GetBytes("<!DOCTYPE html><html></html>")), Refused("web page"));
    }

    [Test]
    public void An_archive_with_numbers_of_64_bits_is_read()
    {
        using var scope = NewDisposeScope();
        var pickle = new PickleWriter().Op("}").Text("w").Tensor("0", 2, 0, [2], [1]).Op("s").End();
        using var file = Open(Zip64.Archive(("archive/data.pkl", pickle), ("archive/data/0", [0, 0, 128, 63, 0, 0, 0, 64])));

        Check(file, "w", [2], 1f, 2f);
    }

    [Test]
    public void Numbers_in_another_byte_order_are_refused() =>
        Assert.That(() => Open(PickleWriter.Archive(new PickleWriter().Op("}").End(), [("archive/byteorder", "big"u8.ToArray())])), Refused("'big'"));

    [Test]
    public void Plain_containers_without_usual_names_are_found_if_there_is_one_and_listed_if_there_are_more()
    {
        static PickleWriter Part(PickleWriter writer, string name) => writer.Text(name).Op("}").Text("w").Tensor("0", 2, 0, [2], [1]).Op("s").Op("s");
        var data = new byte[8];
        using (var file = Open(Part(new PickleWriter().Op("}"), "left").Archive(("0", data))))
        {
            Assert.That(file.Section, Is.EqualTo("left"));
        }

        Assert.That(() => Open(Part(Part(new PickleWriter().Op("}"), "left"), "right").Archive(("0", data))), Refused("'left', 'right'"));
        Assert.That(() => Open(new PickleWriter().Op("}").Archive()), Refused("no dictionary that has tensors"));
        Assert.That(() => Open(new PickleWriter().Op("]").Archive()), Refused("no dictionary of tensors"));
    }

    [Test]
    public void A_compressed_archive_is_refused() =>
        Assert.That(() => Open(PickleWriter.Archive(new PickleWriter().Text(new string('a', 1000)).End(), [], CompressionLevel.Optimal)), Refused("compressed"));

    private static NUnit.Framework.Constraints.ContainsConstraint Refused(string told) => Throws.TypeOf<LabException>().With.Message.Contains(told);

    private static void Check<T>(WeightFile file, string name, long[] shape, params T[] values)
        where T : unmanaged
    {
        Assert.That(file.Entries[name].Shape, Is.EqualTo(shape), name);
        var tensor = file.Read(name);
        Assert.That(tensor.shape, Is.EqualTo(shape), name);
        Assert.That(tensor.is_contiguous(), name);
        Assert.That(values.Length == 0 ? [] : MemoryMarshal.Cast<byte, T>(tensor.bytes).ToArray(), Is.EqualTo(values), name);
    }

    private WeightFile Open(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        return WeightFile.Open(_path);
    }
}
