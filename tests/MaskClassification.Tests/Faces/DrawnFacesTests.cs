using MaskClassification.Data;
using MaskClassification.Faces;
using Microsoft.Extensions.Logging.Abstractions;

namespace MaskClassification.Tests.Faces;

public sealed class DrawnFacesTests
{
    private static readonly DrawnFacesOptions Few = new(TrainPeople: 7, EvalPeople: 6);

    private TemporaryFolder _cache = null!;

    [SetUp]
    public void MakeCache() => _cache = new TemporaryFolder();

    [TearDown]
    public void DeleteCache() => _cache.Dispose();

    [Test]
    public void The_drawn_data_set_has_the_competitions_layout_and_its_answers()
    {
        var folder = Ensure(Few);

        var train = new MaskDataset(folder);
        var eval = new EvalDataset(folder);
        Assert.That((train.Count, train.People, eval.Count, eval.IsAnswered), Is.EqualTo((49, 7, 42, true)));
        Assert.That(Enumerable.Range(0, train.Count).Select(i => train.ClassOf(i)).Distinct().Count(), Is.EqualTo(18));
        Assert.That(Enumerable.Range(0, eval.Count).Select(i => eval.ClassOf(i)).Distinct().Count(), Is.EqualTo(18));
        Assert.That(File.ReadAllLines(Path.Combine(folder, "train", "train.csv")), Has.Length.EqualTo(8));
        Assert.That(File.ReadAllLines(Path.Combine(folder, "eval", "info.csv")).Skip(1), Is.All.EndsWith(",0"));
    }

    [Test]
    public void The_same_options_are_drawn_once()
    {
        var folder = Ensure(Few);
        var mark = Path.Combine(folder, "mark");
        File.WriteAllText(mark, string.Empty);

        Assert.That(Ensure(Few), Is.EqualTo(folder));
        Assert.That(File.Exists(mark), Is.True);
    }

    [Test]
    public void Other_options_get_a_folder_of_their_own()
    {
        var folder = Ensure(Few);

        Assert.That(Ensure(Few with { Seed = 1 }), Is.Not.EqualTo(folder));
        Assert.That(Ensure(Few with { TrainPeople = 8 }), Is.Not.EqualTo(folder));
    }

    [Test]
    public void What_was_half_drawn_is_neither_used_nor_left_behind()
    {
        var folder = Ensure(Few);
        Directory.Delete(folder, recursive: true);
        _cache.Make(Path.GetFileName(folder) + ".abc.partial", "train");

        Assert.That(new MaskDataset(Ensure(Few)).Count, Is.EqualTo(49));

        Assert.That(() => Ensure(Few with { EvalPeople = 1 }), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(Directory.GetDirectories(_cache.Path).Select(Path.GetFileName), Has.None.Contains("-1-seed"));
    }

    private string Ensure(DrawnFacesOptions options) => DrawnFaces.Ensure(_cache.Path, options, NullLogger.Instance);
}
