using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Datasets;

public sealed class CsvManifestDatasetTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _folder.Write("images/a.jpg", "x");
        _folder.Write("images/b, c.jpg", "x");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Paths_are_relative_to_the_manifest_and_columns_are_found_by_name()
    {
        var dataset = new CsvManifestDataset(_folder.Write("m.csv", "Label,extra,Path,group\ndog,1,images/a.jpg,anna\ncat,2,\"images/b, c.jpg\",\n"));

        Assert.That(dataset.ClassNames, Is.EqualTo(new[] { "cat", "dog" }));
        Assert.That(dataset.Count, Is.EqualTo(2));
        Assert.That(dataset[0], Is.EqualTo(new ImageSample(Path.Combine(_folder.Path, "images", "a.jpg"), 1, "anna")));
        Assert.That(dataset[1].Group, Is.Null);
        Assert.That((dataset.ClassOf(1), dataset.GroupOf(0), dataset.Describe(1)), Is.EqualTo((0, "anna", "images/b, c.jpg")));
    }

    [Test]
    public void Columns_can_have_other_names_and_separators()
    {
        var dataset = new CsvManifestDataset(
            _folder.Write("m.csv", "file;person;sort\nimages/a.jpg;anna;x\n"),
            new CsvManifestOptions { PathColumn = "file", LabelColumn = "sort", GroupColumn = "person", Separator = ';' });

        Assert.That((dataset[0].Label, dataset[0].Group), Is.EqualTo((0, "anna")));
    }

    [Test]
    public void Whole_numbers_are_the_class_indices_themselves()
    {
        var dataset = new CsvManifestDataset(_folder.Write("m.csv", "path,label\nimages/a.jpg,2\nimages/a.jpg,0\nimages/a.jpg,10\nimages/a.jpg,1\nimages/a.jpg,5\nimages/a.jpg,7\n"));

        Assert.That(dataset.ClassOf(2), Is.EqualTo(10));
        Assert.That(dataset.ClassNames, Has.Count.EqualTo(11));
    }

    [Test]
    public void Declared_classes_keep_their_order_and_a_label_outside_them_is_a_problem()
    {
        var options = new CsvManifestOptions { ClassNames = ["wolf", "dog", "cat"] };
        var dataset = new CsvManifestDataset(_folder.Write("m.csv", "path,label\nimages/a.jpg,cat\n"), options);
        Assert.That((dataset.ClassOf(0), dataset.ClassNames!.Count), Is.EqualTo((2, 3)));

        var path = _folder.Write("n.csv", "path,label\nimages/a.jpg,cat\nimages/a.jpg,cow\n");
        Assert.That(() => new CsvManifestDataset(path, options), Throws.TypeOf<LabValidationException>().With.Message.Contains("line 3").And.Message.Contains("'cow'"));
    }

    [Test]
    public void Images_without_labels_have_no_classes()
    {
        var dataset = new CsvManifestDataset(_folder.Write("m.csv", "path\nimages/a.jpg\n"), new CsvManifestOptions { LabelColumn = null });

        Assert.That((dataset.ClassNames, dataset.ClassOf(0)), Is.EqualTo(((IReadOnlyList<string>?)null, (int?)null)));
    }

    [Test]
    public void Every_problem_is_listed_with_its_line()
    {
        var path = _folder.Write("m.csv", "path,label\nimages/a.jpg,dog\nimages/gone.jpg,dog\n\n,cat\nimages/a.jpg\n");

        var failure = Assert.Throws<LabValidationException>(() => _ = new CsvManifestDataset(path))!;

        Assert.That(failure.Problems, Has.Count.EqualTo(3));
        Assert.That(failure.Problems[0], Does.Contain("line 3").And.Contain("gone.jpg"));
        Assert.That(failure.Problems[1], Does.Contain("line 5").And.Contain("'path'"));
        Assert.That(failure.Problems[2], Does.Contain("line 6").And.Contain("'label'"));
    }

    [Test]
    public void After_twenty_problems_the_rest_is_counted()
    {
        var path = _folder.Write("m.csv", "path,label\n" + string.Concat(Enumerable.Range(0, 50).Select(index => $"gone{index}.jpg,dog\n")));

        var failure = Assert.Throws<LabValidationException>(() => _ = new CsvManifestDataset(path))!;

        Assert.That(failure.Problems, Has.Count.EqualTo(21));
        Assert.That(failure.Problems[^1], Does.Contain("30 more"));
    }

    [Test]
    public void A_missing_column_is_named_beside_those_that_there_are()
    {
        var path = _folder.Write("m.csv", "file,label\nimages/a.jpg,dog\n");

        Assert.That(() => new CsvManifestDataset(path), Throws.TypeOf<LabValidationException>().With.Message.Contains("'path'").And.Message.Contains("file, label"));
    }

    [TestCase("", "empty")]
    [TestCase("path,label\n", "no images")]
    [TestCase("path,label\n\"images/a.jpg,dog\n", "quotes")]
    public void A_manifest_without_content_says_so(string content, string said)
    {
        var path = _folder.Write("m.csv", content);

        Assert.That(() => new CsvManifestDataset(path), Throws.TypeOf<LabValidationException>().With.Message.Contains(said));
    }

    [Test]
    public void A_missing_manifest_is_named() =>
        Assert.That(() => new CsvManifestDataset("absent.csv"), Throws.TypeOf<LabValidationException>().With.Message.Contains("absent.csv"));
}
