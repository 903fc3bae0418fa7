using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Datasets;

/// <summary>Manifests of hundreds of thousands of lines. The benchmark <c>manifest</c> measures a million.</summary>
[NonParallelizable]
public sealed class LongManifestTests
{
    private const int Lines = 200_000;

    private TemporaryFolder _folder = null!;
    private string _manifest = null!;

    [OneTimeSetUp]
    public void WriteManifest()
    {
        _folder = new TemporaryFolder();
        _folder.Write("0000/img_0000000.jpg", "x");
        var text = new StringBuilder("path,label,group\n");
        for (var i = 0; i < Lines; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i / 1000:d4}/img_{i:d7}.jpg,class{i % 100},person{i / 7:d6}\n");
        }

        _manifest = _folder.Write("m.csv", text.ToString());
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_sample_takes_less_than_200_bytes_and_a_long_manifest_opens_at_once()
    {
        var options = new CsvManifestOptions { CheckedFiles = 0 };
        _ = new CsvManifestDataset(_manifest, options);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();

        var dataset = new CsvManifestDataset(_manifest, options);

        // A fifth of a million in a fifth of the two seconds would leave no room for a busy machine.
        Assert.That(Stopwatch.GetElapsedTime(started).TotalSeconds, Is.LessThan(2));
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.That(dataset.Count, Is.EqualTo(Lines));
        Assert.That((double)bytes / Lines, Is.LessThan(200));
        Assert.That(
            dataset[Lines - 1], Is.EqualTo(new ImageSample(Path.Combine(_folder.Path, "0199", "img_0199999.jpg"), dataset.ClassNames!.ToList().IndexOf("class99"), "person028571")));
        GC.KeepAlive(dataset);
    }

    [Test]
    public void Of_a_long_manifest_files_are_looked_for_all_over_it_but_not_one_by_one()
    {
        var failure = Assert.Throws<LabValidationException>(() => _ = new CsvManifestDataset(_manifest, new CsvManifestOptions { CheckedFiles = 10 }))!;

        // All of the first 10 but one that exists, then half of 10 at each doubling: 5 * log2(20,000) = 71 or so.
        Assert.That(failure.Problems[0], Does.Contain("line 3").And.Contain("img_0000001.jpg"));
        Assert.That(failure.Problems[^1], Does.Match(" (4|5|6|7)[0-9] more problems"));
    }

    [Test]
    public void A_missing_file_that_was_not_looked_for_is_an_unreadable_sample()
    {
        var dataset = new CsvManifestDataset(_manifest, new CsvManifestOptions { CheckedFiles = 0 });

        Assert.That(() => SkiaImageDecoder.Default.Decode(dataset[1].Path), Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("img_0000001.jpg").And.Message.Contains("no such file"));
    }

    [Test]
    public void A_negative_number_of_files_to_look_for_is_refused() =>
        Assert.That(() => new CsvManifestDataset(_manifest, new CsvManifestOptions { CheckedFiles = -1 }), Throws.TypeOf<ArgumentOutOfRangeException>());
}
