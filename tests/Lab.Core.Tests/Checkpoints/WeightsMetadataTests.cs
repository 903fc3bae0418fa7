using Lab.Checkpoints;
using Lab.Weights;

namespace Lab.Tests.Checkpoints;

public sealed class WeightsMetadataTests
{
    private string _path = null!;

    [SetUp]
    public void MakePath() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemovePath() => File.Delete(_path);

    [Test]
    public void What_was_written_is_read()
    {
        var read = Read(new WeightsMetadata(new() { ["width"] = 3 }, ["a", "b"], new() { ["name"] = "n" }).ToTexts());

        Assert.That((read.Preparation!["width"]!.GetValue<int>(), read.Architecture!["name"]!.GetValue<string>()), Is.EqualTo((3, "n")));
        Assert.That(read.Classes, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(Read(WeightsMetadata.Plain), Is.EqualTo(new WeightsMetadata(null, null, null)));
    }

    [TestCase("lab.preparation", "null")]
    [TestCase("lab.preparation", "[]")]
    [TestCase("lab.preparation", "{")]
    [TestCase("lab.preparation", "{\"width\":1,\"width\":2}")]
    [TestCase("lab.architecture", "null")]
    [TestCase("lab.architecture", "{\"name\":{\"a\":1,\"a\":2}}")]
    [TestCase("lab.classes", "null")]
    [TestCase("lab.classes", "{}")]
    [TestCase("lab.classes", "[\"a\",null]")]
    [TestCase("lab.classes", "[\"a\",1]")]
    public void A_text_that_is_not_what_its_name_promises_is_refused_with_the_file(string name, string text) =>
        Assert.That(() => Read(new Dictionary<string, string> { [name] = text }), Throws.TypeOf<LabException>().With.Message.Contains(_path).And.Message.Contains("damaged"));

    private WeightsMetadata Read(IReadOnlyDictionary<string, string> texts)
    {
        using (var stream = File.Create(_path))
        {
            SafetensorsWriter.Write(stream, [], texts);
        }

        using var file = WeightFile.Open(_path);
        return WeightsMetadata.Of(file);
    }
}
