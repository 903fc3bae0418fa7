using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Inference;
using Lab.Vision.Tests.Support;
using Lab.Weights;
using TorchSharp;

namespace Lab.Vision.Tests.Inference;

[NonParallelizable]
public sealed class BundleTests
{
    private TemporaryFolder _folder = null!;
    private string _path = null!;

    [SetUp]
    public void MakeBundle()
    {
        _folder = new TemporaryFolder();
        _path = Bundles.Write(_folder);
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void It_keeps_all_that_is_known_of_the_model()
    {
        using var predictor = Predictor.Load(_path);
        var card = predictor.Models.Single();

        Assert.That(card.Preprocessing, Is.EqualTo(Bundles.Preprocessing));
        Assert.That(card.Heads.Single().Labels, Is.EqualTo(Bundles.Labels));
        Assert.That(card.Metrics["validation/accuracy"], Is.EqualTo(0.75));
        Assert.That(card.Data["train"]!["hash"]!.GetValue<string>(), Is.EqualTo("abc"));
        Assert.That(card.Origin["version.lab"], Is.EqualTo("1.2.3"));
        Assert.That(card.Architecture["backbone"]!.GetValue<string>(), Is.EqualTo("resnet10_slim"));
    }

    [Test]
    public void Other_readers_find_the_weights_under_their_own_names()
    {
        using var network = Backbones.Create("resnet10_slim", 3);
        using var file = WeightFile.Open(_path);

        Assert.That(file.Entries.Keys.Where(name => !name.StartsWith("golden/", StringComparison.Ordinal)), Is.EquivalentTo(network.state_dict().Keys));
    }

    [Test]
    public void A_changed_byte_anywhere_in_the_tensors_is_told()
    {
        var bytes = File.ReadAllBytes(_path);
        foreach (var at in new[] { bytes.Length - 1, bytes.Length / 2, bytes.Length - 5000 })
        {
            bytes[at] ^= 1;
            Assert.That(() => Predictor.Load(_folder.Write("changed", bytes)), Throws.TypeOf<LabException>().With.Message.Contains("damaged"));
            bytes[at] ^= 1;
        }
    }

    [Test]
    public void A_file_that_is_cut_off_anywhere_is_refused()
    {
        var bytes = File.ReadAllBytes(_path);
        foreach (var length in new[] { 0, 5, 8, 100, 3000, bytes.Length / 2, bytes.Length - 1 })
        {
            Assert.That(() => Predictor.Load(_folder.Write($"cut {length}", bytes[..length])), Throws.TypeOf<LabException>(), $"{length} bytes");
        }
    }

    [Test]
    public void Random_damage_of_the_header_is_an_error_of_labs_and_nothing_else()
    {
        var bytes = File.ReadAllBytes(_path);
        var header = 8 + (int)BitConverter.ToInt64(bytes);
        var random = RandomKey.FromSeed(3).CreateRandom();
        for (var i = 0; i < 60; i++)
        {
            var damaged = bytes.ToArray();
            damaged[random.NextInt32(0, header)] = (byte)random.NextInt32(0, 256);
            try
            {
                Predictor.Load(_folder.Write("damaged", damaged)).Dispose();
            }
            catch (LabException)
            {
                // As it should be; a digit of a metric may change and nobody can tell.
            }
        }
    }

    [TestCase("""{"backbone":"resnet10_slim","classes":2000000000,"inputChannels":3,"dropout":0,"stochasticDepth":0}""", "2000000000")]
    [TestCase("""{"backbone":"resnet10_slim","classes":3,"inputChannels":1000000,"dropout":0,"stochasticDepth":0}""", "1000000")]
    [TestCase("""{"backbone":"vit_tiny_patch16_224","classes":3,"inputChannels":3,"imageHeight":1000000,"imageWidth":1000000,"dropout":0,"stochasticDepth":0}""", "1000000")]
    [TestCase("""{"backbone":"resnet10_slim","classes":3,"inputChannels":3,"dropout":7,"stochasticDepth":0}""", "rate")]
    [TestCase("""{"backbone":"resnet9000","classes":3,"inputChannels":3,"dropout":0,"stochasticDepth":0}""", "resnet9000")]
    [TestCase("""{"backbone":"resnet10_slim","classes":"three"}""", "model")]
    [TestCase("""{"backbone":"mobilenetv3_small_100","classes":3,"inputChannels":3,"dropout":0,"stochasticDepth":0}""", "fit")]
    [TestCase("""{"experiment":"mask","options":{"model":"heads"}}""", "AddLab")]
    [TestCase("""{"experiment":"mask"}""", "model")]
    [TestCase("""{}""", "model")]
    public void A_card_that_asks_for_the_wrong_thing_is_refused(string architecture, string told)
    {
        var path = Rewrite(card => card["architecture"] = JsonNode.Parse(architecture));

        Assert.That(() => Predictor.Load(path), Throws.InstanceOf<LabException>().With.Message.Contains(told));
    }

    [TestCase("format", "2", "format 2")]
    [TestCase("heads", "[]", "no head")]
    [TestCase("goldenInputs", "1000000", "golden")]
    [TestCase("goldenInputs", "4", "golden/3")]
    [TestCase("preprocessing", "{\"width\":100000,\"height\":100000,\"fit\":\"crop\",\"cropFraction\":1,\"filter\":\"box\",\"normalization\":{\"mean\":[0,0,0],\"deviation\":[1,1,1]}}", "100000")]
    [TestCase("preprocessing", "{}", "valid bundle")]
    [TestCase("surprise", "1", "surprise")]
    [TestCase("hash", "\"00\"", "damaged")]
    public void A_card_that_is_wrong_is_refused(string name, string value, string told)
    {
        var path = Rewrite(card => card[name] = JsonNode.Parse(value));

        Assert.That(() => Predictor.Load(path), Throws.TypeOf<LabException>().With.Message.Contains(told));
    }

    [Test]
    public void Plain_weights_are_no_bundle()
    {
        var path = Path.Combine(_folder.Path, "weights.safetensors");
        using (var stream = File.Create(path))
        using (var tensor = torch.zeros(2))
        {
            SafetensorsWriter.Write(stream, [new("weight", tensor)]);
        }

        Assert.That(() => Predictor.Load(path), Throws.TypeOf<LabException>().With.Message.Contains("--format bundle"));
        Assert.That(() => Predictor.Load(Path.Combine(_folder.Path, "nothing")), Throws.TypeOf<LabException>().With.Message.Contains("nothing"));
        Assert.That(() => Predictor.Load(_folder.Path), Throws.TypeOf<LabValidationException>().With.Message.Contains("no run folder"));
    }

    [Test]
    public void A_model_that_computes_otherwise_than_when_it_was_written_is_told_with_the_difference([Values] PredictorEngine engine)
    {
        // As if the code of the preprocessing had changed since.
        var path = Rewrite(card => card["preprocessing"]!["normalization"]!["mean"]![0] = 0.4);

        Assert.That(() => Predictor.Load(path, new PredictorOptions { Engine = engine }), Throws.TypeOf<LabException>().With.Message.Contains("golden input 0").And.Message.Contains("off by").And.Message.Contains("1.2.3"));
    }

    [TestCase("1, 100000, 3")]
    [TestCase("100000, 1, 3")]
    [TestCase("50000, 50000, 3", Description = "more than 2 GiB")]
    [TestCase("0, 20, 3")]
    [TestCase("20, 20, 4")]
    [TestCase("1200")]
    public void A_golden_picture_of_an_extreme_size_is_refused_before_it_is_read(string shape)
    {
        var bytes = shape.Split(", ").Aggregate(1L, (product, size) => product * long.Parse(size, CultureInfo.InvariantCulture));
        string card;
        using (var file = WeightFile.Open(_path))
        {
            card = file.Metadata["lab.card"];
        }

        var header = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["__metadata__"] = new Dictionary<string, string> { ["lab.card"] = card },
            ["golden/0/pixels"] = new { dtype = "U8", shape = JsonNode.Parse($"[{shape}]"), data_offsets = new[] { 0, bytes } },
        });
        var path = Path.Combine(_folder.Path, "extreme");
        using (var stream = File.Create(path))
        {
            // A hole: nothing of it takes space on the disk.
            stream.Write([.. BitConverter.GetBytes((long)header.Length), .. header]);
            stream.SetLength(8 + header.Length + bytes);
        }

        Assert.That(() => Predictor.Load(path), Throws.TypeOf<LabException>().With.Message.Contains(path).And.Message.Contains("Golden input 0").And.Message.Contains(shape));
    }

    [Test]
    public void Golden_answers_are_compared_in_full_float32()
    {
        var before = (torch.backends.cudnn.allow_tf32, torch.backends.cuda.matmul.allow_tf32);
        torch.backends.cudnn.allow_tf32 = true;
        try
        {
            using var predictor = Predictor.Load(_path);
            using var bundle = Bundle.Open(_path);
            var asked = 0;
            using var member = new Watched(bundle.Card, () =>
            {
                asked++;
                Assert.That((torch.backends.cudnn.allow_tf32, torch.backends.cuda.matmul.allow_tf32), Is.EqualTo((false, false)));
            });

            Assert.That(() => bundle.Verify(member), Throws.TypeOf<LabException>().With.Message.Contains("golden input 0"), "zeros are no answer");
            Assert.That(asked, Is.EqualTo(1));
            Assert.That(torch.backends.cudnn.allow_tf32, "as it was");
        }
        finally
        {
            (torch.backends.cudnn.allow_tf32, torch.backends.cuda.matmul.allow_tf32) = before;
        }
    }

    // The same bundle with another card.
    private string Rewrite(Action<JsonObject> change)
    {
        using var scope = torch.NewDisposeScope();
        using var file = WeightFile.Open(_path);
        var card = JsonNode.Parse(file.Metadata["lab.card"])!.AsObject();
        change(card);
        var path = Path.Combine(_folder.Path, "rewritten");
        using var stream = File.Create(path);
        SafetensorsWriter.Write(stream, [.. file.Entries.Keys.Select(name => KeyValuePair.Create(name, file.Read(name)))], new Dictionary<string, string> { ["lab.card"] = card.ToJsonString() });
        return path;
    }

    private sealed class Watched(ModelCard card, Action look) : PredictorMember(card)
    {
        public override bool UsesTorch => false;

        public override void Compute(ImageBatch images, LogitsReader read)
        {
            look();
            for (var head = 0; head < Card.Heads.Count; head++)
            {
                read(head, new float[Card.Heads[head].Labels.Count]);
            }
        }

        public override void Dispose()
        {
        }
    }
}
