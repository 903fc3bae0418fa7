using CsCheck;

namespace Lab.Vision.Tests.Datasets;

public sealed class SampleTableTests
{
    private static readonly string Root = Path.Combine(Path.GetTempPath(), "data");

    private static readonly string[] Paths = ["a.jpg", "x/y.png", "얼굴/사진 1.jpg", "🙂.png", ".b", "a..b/c"];
    private static readonly string?[] Groups = [null, "anna", "bert", "철수"];

    [Test]
    public void Samples_come_back_as_they_were_given() =>
        Gen.Select(Gen.OneOf(Paths.Select(Gen.Const).ToArray()), Gen.Int[-1, 20], Gen.OneOf(Groups.Select(Gen.Const).ToArray()), (path, label, group) => (Path: path, Label: label < 0 ? (int?)null : label, Group: group))
            .List[0, 30].Sample(rows =>
            {
                var table = new SampleTable(Root);
                foreach (var (path, label, group) in rows)
                {
                    table.Add(Path.Combine(Root, path), label, group);
                }

                table.Complete();
                return table.SequenceEqual(rows.Select(row => new ImageSample(Path.Combine(Root, row.Path), row.Label, row.Group)))
                    && Enumerable.Range(0, rows.Count).All(index => table.Describe(index) == rows[index].Path);
            });

    [Test]
    public void A_file_elsewhere_keeps_its_full_path()
    {
        var table = new SampleTable(Root);
        var elsewhere = Path.Combine(Path.GetTempPath(), "database", "1.jpg");
        table.Add(elsewhere, 3, default);

        Assert.That((table.PathOf(0), table.Describe(0)), Is.EqualTo((elsewhere, "../database/1.jpg")));
    }

    [Test]
    public void Half_a_character_is_refused() =>
        Assert.That(() => new SampleTable(Root).Add("a\uD800.jpg", null, default), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void A_group_is_one_string_whoever_asks()
    {
        var table = new SampleTable(Root);
        table.Add("a.jpg", null, "anna");
        table.Add("b.jpg", null, "anna");

        Assert.That(table.GroupOf(0), Is.SameAs(table.GroupOf(1)));
    }
}
