using MaskClassification.Faces;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lab.Resume.Tests;

/// <summary>Real processes that share a cache of images on disk, or are killed while they fill it: every run ends with the weights of one without a cache.</summary>
[Category("Slow")]
[NonParallelizable]
[Platform("Linux", Reason = "The numbers of the signals.")]
public sealed class CacheTests
{
    private const int Stop = 19;
    private const int Continue = 18;
    private const int RecordBytes = 92;
    private const int People = 20;
    private const int Pictures = People * 7;

    private string _folder = null!;
    private string _data = null!;
    private string _expected = null!;

    [OneTimeSetUp]
    public void RunWithoutCache()
    {
        _folder = Directory.CreateTempSubdirectory("lab-cache-").FullName;
        _data = DrawnFaces.Ensure(Path.Combine(_folder, "data"), new DrawnFacesOptions(People, 6), NullLogger.Instance);
        _expected = Finish(Start("plain", cache: null));
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Two_that_fill_at_once_write_every_image_once_and_right()
    {
        var cache = Path.Combine(_folder, "at-once");
        var (first, second) = (Start("first", cache), Start("second", cache));

        Assert.That(Finish(first), Is.EqualTo(_expected));
        Assert.That(Finish(second), Is.EqualTo(_expected));
        Assert.That(RecordsIn(cache), Is.EqualTo(Pictures));
        CheckWhole(cache);
    }

    [Test]
    public void One_that_comes_while_another_is_filling_reads_along_and_writes_nothing()
    {
        var cache = Path.Combine(_folder, "along");
        var writer = Start("writer", cache);
        WaitForRecords(cache, 20, writer.Process);
        writer.Process.Send(Stop);
        var reader = Start("reader", cache);
        Assert.That(Finish(reader), Is.EqualTo(_expected));
        Assert.That(reader.Process.Output, Does.Contain("another process writes it"));
        Assert.That(RecordsIn(cache), Is.LessThan(Pictures), "the first was stopped while it filled, and the second wrote nothing");

        writer.Process.Send(Continue);
        Assert.That(Finish(writer), Is.EqualTo(_expected));
        CheckWhole(cache);
    }

    [Test]
    public void What_one_that_was_killed_has_left_is_right_and_the_next_one_goes_on_from_it()
    {
        var cache = Path.Combine(_folder, "killed");
        foreach (var records in (int[])[1, 20, 40, 60])
        {
            var (process, _) = Start($"killed at {records}", cache);
            using (process)
            {
                WaitForRecords(cache, records, process);
                Assert.That(process.Kill(), Is.EqualTo(137), process.Output);
            }

            Assert.That(RecordsIn(cache), Is.GreaterThanOrEqualTo(records).And.LessThan(Pictures), "it was killed while it filled");
        }

        Assert.That(Finish(Start("next", cache)), Is.EqualTo(_expected));
        CheckWhole(cache);
    }

    // Everything is there, and what is there is what was written.
    private void CheckWhole(string cache)
    {
        var (records, last) = (RecordsIn(cache), Start($"last {Path.GetFileName(cache)}", cache));
        Assert.That(Finish(last), Is.EqualTo(_expected));
        Assert.That(last.Process.Output, Does.Contain("(writing)").And.Not.Contain("not what was written"));
        Assert.That(RecordsIn(cache), Is.EqualTo(records).And.EqualTo(Pictures));
    }

    private (Child Process, string Output) Start(string name, string? cache)
    {
        var output = Directory.CreateDirectory(Path.Combine(_folder, name.Replace(' ', '-'))).FullName;
        return (Child.Start(_folder, [
            "train", "--data", _data, "--output", output, "--loader-threads", "2", "--torch-threads", "1", "--batch-size", "2", "--epochs", "1",
            .. cache is null ? Array.Empty<string>() : ["--cache", "disk", "--cache-folder", cache]]), output);
    }

    /// <returns>The bits of the weights that it ends with.</returns>
    private static string Finish((Child Process, string Output) run)
    {
        using var process = run.Process;
        Assert.That(process.WaitForExit(), Is.Zero, process.Output);
        return RunRemains.HashOf(Directory.GetFiles(run.Output, "model.safetensors", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last());
    }

    private static void WaitForRecords(string cache, int count, Child process)
    {
        while (RecordsIn(cache) < count && !process.EndsWithin(TimeSpan.FromMilliseconds(1)))
        {
        }
    }

    private static int RecordsIn(string cache) => Directory.Exists(cache)
        ? (int)Directory.GetFiles(cache, "index.bin", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length) / RecordBytes
        : 0;
}
