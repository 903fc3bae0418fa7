using CsCheck;

namespace Lab.Tests.Data.Splits;

public sealed class SplitFileTests
{
    private string _folder = null!;

    private string File => Path.Combine(_folder, "split.json");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("lab-split-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_split_that_is_written_and_read_back_is_the_same_whatever_the_names()
    {
        Gen.Select(Gen.String.Array[4, 20].Where(names => names.Distinct().Count() >= 4), Gen.Int[0, 3], Gen.Long).Sample(
            (names, folds, seed) =>
            {
                var dataset = new LabelledDataset([.. names.Select((name, index) => new Labelled(name, index % 2, null))]);
                var split = folds < 2 ? Split.HoldOut(dataset, 0.4, seed) : Split.KFold(dataset, folds, seed);
                split.Write(File);
                var read = Split.Read(File);
                return read.Hash == split.Hash && read.Folds == split.Folds && read.Seed == seed && read.Method == split.Method
                    && read.Apply(dataset).Validation!.Names().SequenceEqual(split.Apply(dataset).Validation!.Names());
            },
            iter: 50,
            threads: 1);
    }

    [Test]
    public void A_frozen_split_can_be_read_by_people()
    {
        Make("a/ü.jpg", "b.jpg", "c.jpg", "d.jpg").Write(File);

        Assert.That(System.IO.File.ReadAllLines(File).Select(line => line.Trim()), Has.Some.Match("\"a/ü.jpg\": \"(train|validation)\",?").And.Some.EqualTo("\"method\": \"stratified-grouped\","));
    }

    [Test]
    public void The_hash_is_that_of_names_and_parts()
    {
        var split = Make("a", "b", "c", "d");

        Assert.That(split.Hash, Has.Length.EqualTo(32).And.EqualTo(Make("d", "c", "b", "a").Hash));
        Assert.That(Make("a", "b", "c", "e").Hash, Is.Not.EqualTo(split.Hash));
    }

    [Test]
    public void Samples_that_are_missing_new_or_renamed_are_refused_by_name()
    {
        Make("a", "b", "c", "d").Write(File);
        var split = Split.Read(File);

        Assert.That(() => split.Apply(Data("a", "b", "c")), Throws.TypeOf<LabValidationException>().With.Message.Contains("1 of its 4 samples are not in the data ('d')").And.Message.Contains(File));
        Assert.That(() => split.Apply(Data("a", "b", "c", "d", "e")), Throws.TypeOf<LabValidationException>().With.Message.Contains("1 of the data's 5 samples are not in it ('e')"));
        Assert.That(() => split.Apply(Data("a", "b", "c", "D")), Throws.TypeOf<LabValidationException>().With.Message.Contains("'d'").And.Message.Contains("'D'").And.Message.Contains("renamed"));
        Assert.That(() => split.Apply(Data()), Throws.TypeOf<LabValidationException>().With.Message.Contains("..."));
        Assert.That(split.Apply(Data("d", "c", "b", "a")).Train!.Count, Is.GreaterThan(0), "the order does not matter");
    }

    [TestCase("", "cannot be read")]
    [TestCase("[]", "is none")]
    [TestCase("{\"format\":\"other\",\"samples\":{}}", "is none")]
    [TestCase("{\"format\":\"lab-split-1\"}", "is none")]
    [TestCase("{\"format\":\"lab-split-1\",\"samples\":{\"a\":\"left\"}}", "'a' belongs to \"left\"")]
    [TestCase("{\"format\":\"lab-split-1\",\"samples\":{\"a\":null}}", "'a' belongs to null")]
    [TestCase("{\"format\":\"lab-split-1\",\"samples\":{\"a\":\"-1\"}}", "'a' belongs to")]
    [TestCase("{\"format\":\"lab-split-1\",\"samples\":{\"a\":\"1\",\"b\":\"3\"}}", "numbered from 1 without gaps")]
    [TestCase("{\"format\":\"lab-split-1\",\"samples\":{\"a\":\"1\",\"b\":\"2\",\"c\":\"validation\"}}", "both folds and a validation part")]
    [TestCase("{\"format\":\"lab-split-1\",\"samples\":{\"a\":\"train\",\"a\":\"validation\"}}", "stands there twice")]
    [TestCase("{\"format\":\"lab-split-1\",\"hash\":\"00\",\"samples\":{\"a\":\"train\"}}", "delete its line \"hash\"")]
    [TestCase("{\"format\":\"lab-split-1\",\"samples\":{\"\\ud800\":\"train\"}}", "cannot be read")]
    [TestCase("{\"format\":\"lab-split-1\",\"samples\":{\"a\":\"\\udc00\"}}", "cannot be read")]
    [TestCase("{\"format\":\"\\ud800\",\"samples\":{}}", "cannot be read")]
    public void A_malformed_file_is_refused_with_what_is_wrong(string text, string told)
    {
        System.IO.File.WriteAllText(File, text);

        Assert.That(() => Split.Read(File), Throws.TypeOf<LabValidationException>().With.Message.Contains(told).And.Message.Contains(File));
    }

    [Test]
    public void A_file_written_by_hand_needs_no_hash_and_may_keep_samples_for_training_only()
    {
        System.IO.File.WriteAllText(File, """{ "format": "lab-split-1", "samples": { "a": "train", "b": 1, "c": 2, "d": "test" } }""");
        var parts = Split.Read(File).Apply(Data("a", "b", "c", "d"), fold: 2);

        Assert.That((parts.Train!.Names(), parts.Validation!.Names(), parts.Test!.Names()), Is.EqualTo((new[] { "a", "b" }, new[] { "c" }, new[] { "d" })));
    }

    [Test]
    public void A_file_may_begin_with_a_byte_order_mark()
    {
        System.IO.File.WriteAllText(File, """{ "format": "lab-split-1", "samples": { "a": "train", "b": "validation" } }""", System.Text.Encoding.UTF8);

        Assert.That(Split.Read(File).Apply(Data("a", "b")).Validation!.Names(), Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public void A_file_that_is_not_there_is_named() =>
        Assert.That(() => Split.Read(File), Throws.TypeOf<LabValidationException>().With.Message.Contains(File));

    private static LabelledDataset Data(params string[] names) => new([.. names.Select((name, index) => new Labelled(name, null, null))]);

    private static Split Make(params string[] names) => Split.HoldOut(Data(names), 0.4);
}
