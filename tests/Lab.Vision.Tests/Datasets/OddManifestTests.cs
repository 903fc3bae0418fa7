using System.Text;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Datasets;

public sealed class OddManifestTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("얼굴/사진 1.jpg")]
    [TestCase("صور/وجه.jpg")]
    [TestCase("0_0_œ¬‘ÿ.png")]
    [TestCase("🙂.png")]
    [TestCase("a'b;c#d%20&e$.jpg")]
    [TestCase("..hidden.jpg")]
    public void A_name_in_any_script_is_found_and_told(string name)
    {
        var path = _folder.Write(name, "x");
        var dataset = new CsvManifestDataset(_folder.Write("m.csv", $"path,label\n\"{name}\",a\n"), new CsvManifestOptions { Separator = ',' });

        Assert.That((dataset[0].Path, dataset.Describe(0)), Is.EqualTo((path, name)));
    }

    [TestCase("./a.jpg", "a.jpg")]
    [TestCase("x/../a.jpg", "a.jpg")]
    [TestCase("x//b.jpg", "x/b.jpg")]
    [TestCase("x/./b.jpg", "x/b.jpg")]
    [TestCase("../{name}/a.jpg", "a.jpg")]
    [TestCase("{full}/x/b.jpg", "x/b.jpg")]
    public void A_path_with_detours_is_brought_into_its_shortest_form(string written, string meant)
    {
        _folder.Write("a.jpg", "x");
        _folder.Write("x/b.jpg", "x");
        var text = written.Replace("{name}", Path.GetFileName(_folder.Path), StringComparison.Ordinal).Replace("{full}", _folder.Path, StringComparison.Ordinal);
        var dataset = new CsvManifestDataset(_folder.Write("m.csv", $"path,label\n{text},a\n"));

        Assert.That((dataset.Describe(0), dataset[0].Path), Is.EqualTo((meant, Path.GetFullPath(Path.Combine(_folder.Path, meant)))));
    }

    [Test]
    public void A_path_that_is_no_utf8_is_told_with_its_line()
    {
        // The manifest of somebody whose editor writes Latin-1.
        var path = _folder.Write("m.csv", [.. "path,label\n"u8, 0xE9, .. "t\u0065.jpg,a\n"u8]);

        Assert.That(() => new CsvManifestDataset(path), Throws.TypeOf<LabValidationException>().With.Message.Contains("line 2").And.Message.Contains("UTF-8"));
    }

    [Test]
    public void A_manifest_in_utf16_with_its_mark_is_read()
    {
        _folder.Write("얼굴.jpg", "x");
        var path = _folder.Write("m.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("path,label\n얼굴.jpg,a\n")]);

        Assert.That(new CsvManifestDataset(path).Describe(0), Is.EqualTo("얼굴.jpg"));
    }

    [Test]
    public void Backslashes_where_folders_are_separated_by_slashes_get_a_hint()
    {
        Assume.That(Path.DirectorySeparatorChar, Is.EqualTo('/'));
        _folder.Write("x/a.jpg", "x");
        var path = _folder.Write("m.csv", "path,label\nx\\a.jpg,a\n");

        Assert.That(() => new CsvManifestDataset(path), Throws.TypeOf<LabValidationException>().With.Message.Contains("separated by '/'"));
    }

    [Test]
    public void A_folder_in_the_place_of_the_manifest_is_called_one() =>
        Assert.That(() => new CsvManifestDataset(_folder.Path), Throws.TypeOf<LabValidationException>().With.Message.Contains("is a folder"));

    [Test]
    public void A_manifest_that_is_no_text_is_refused_without_a_crash()
    {
        var path = _folder.Write("m.csv", [.. Enumerable.Range(0, 4096).Select(index => (byte)(index * 37 % 256))]);

        Assert.That(() => new CsvManifestDataset(path), Throws.TypeOf<LabValidationException>());
    }
}
