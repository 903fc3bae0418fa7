using System.Text.Json.Nodes;
using Lab.Analysis;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Analysis;

public sealed class ImageAnalyzerTests
{
    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("lab-analysis-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Every_section_is_there_and_the_page_shows_examples_as_data()
    {
        Two(30);
        var (json, html) = Analyze(Folder("train"), Folder("val"));

        Assert.That(json["sections"]!.AsArray().Select(section => section!["id"]!.GetValue<string>()), Is.EqualTo(new[] { "examples", "sizes", "colours", "shortcuts", "image-drift", "duplicates", "files" }));
        Assert.That(html, Does.Contain("data:image/jpeg;base64,/9j/"));
        Assert.That(Findings(json), Has.None.Contains("cannot be read").And.None.Contains("duplicates"));
    }

    [Test]
    public void Copies_and_near_copies_across_parts_are_serious_and_shown_side_by_side()
    {
        Two(10);
        File.Copy(Path.Combine(_folder, "train", "cat", "3.png"), Path.Combine(_folder, "val", "cat", "copy.png"));
        Write(Scene(5, light: 0.9), "val", "dog", "near.png");
        var (json, _) = Analyze(Folder("train"), Folder("val"));
        var duplicates = Section(json, "duplicates");

        Assert.That(Findings(json), Has.Some.Match("set of exact duplicates across parts.*cat/3.png \\(train\\) and cat/copy.png \\(validation\\)"));
        Assert.That(Findings(json), Has.Some.Contains("1 set of near duplicates across parts"));
        Assert.That(Findings(json), Has.Some.Contains("near duplicates whose classes differ"));
        Assert.That(duplicates["blocks"]!.AsArray().Select(block => block!["title"]!.GetValue<string>()), Is.EqualTo(new[] { "Exact duplicates", "Near duplicates" }));
        Assert.That(duplicates["findings"]![0]!["serious"]!.GetValue<bool>());
    }

    [Test]
    public void Images_of_one_group_may_be_alike()
    {
        Two(4);
        Write(Scene(0, light: 0.9), "train", "cat", "0b.png");

        Assert.That(Findings(Analyze(Folder("train", path => Path.GetFileName(path)[..1]), null).Json), Has.None.Contains("near duplicates"));
        Assert.That(Findings(Analyze(Folder("train"), null).Json), Has.Some.Contains("1 set of near duplicates within the train data"));
    }

    [Test]
    public void Files_that_are_unreadable_missing_or_unused_are_named_with_the_reason()
    {
        Two(4);
        File.WriteAllText(Path.Combine(_folder, "train", "cat", "text.png"), "no picture");
        File.WriteAllBytes(Path.Combine(_folder, "train", "cat", "none.png"), []);
        var train = Folder("train");
        File.Delete(Path.Combine(_folder, "train", "dog", "1.png"));
        File.Copy(Path.Combine(_folder, "train", "dog", "0.png"), Path.Combine(_folder, "train", "lost.png"));
        File.WriteAllText(Path.Combine(_folder, "train", ".hidden.png"), "x");
        File.WriteAllText(Path.Combine(_folder, "train", "notes.txt"), "x");
        var files = Section(Analyze(train, null).Json, "files").ToJsonString();

        Assert.That(files, Does.Contain("cat/text.png").And.Contain("the file is empty").And.Contain("dog/1.png").And.Contain("there is no such file"));
        Assert.That(files, Does.Contain("3 images cannot be read").And.Contain("lost.png").And.Contain("other files (.txt)").And.Contain("hidden files"));
    }

    [Test]
    public void A_class_that_is_known_by_its_size_is_a_shortcut()
    {
        for (var i = 0; i < 25; i++)
        {
            Write(Scene(i, 48, 40), "train", "cat", $"{i}.png");
            Write(Scene(i + 100, 90, 80), "train", "dog", $"{i}.png");
        }

        var findings = Findings(Analyze(Folder("train"), null).Json);
        Assert.That(findings, Has.Some.Contains("is known by its width"));
    }

    [Test]
    public void Other_light_in_another_part_is_drift()
    {
        Two(60);
        foreach (var file in Directory.GetFiles(Path.Combine(_folder, "val"), "*.png", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        for (var i = 0; i < 60; i++)
        {
            Write(Scene(i + 700, light: 0.3), "val", i % 2 == 0 ? "cat" : "dog", $"{i}.png");
        }

        Assert.That(Findings(Analyze(Folder("train"), Folder("val")).Json), Has.Some.Contains("Brightness differs between training and validation data"));
    }

    [Test]
    public void The_page_does_not_depend_on_threads()
    {
        Two(12);
        var one = Analyze(Folder("train"), Folder("val"), threads: 1);

        Assert.That(Analyze(Folder("train"), Folder("val"), threads: 4).Html, Is.EqualTo(one.Html));
    }

    [Test]
    public void No_image_at_all_and_a_cancelled_analysis_are_no_surprise()
    {
        Two(2);
        foreach (var file in Directory.GetFiles(Path.Combine(_folder, "train"), "*.png", SearchOption.AllDirectories))
        {
            File.WriteAllText(file, "x");
        }

        Assert.That(Findings(Analyze(Folder("train"), null).Json), Has.Some.Contains("4 images cannot be read"));
        Assert.That(() => Analyze(Folder("val"), null, cancelled: true), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Before_training_duplicates_across_parts_are_warned_of_or_refused_as_asked()
    {
        Two(6);
        File.Copy(Path.Combine(_folder, "train", "cat", "3.png"), Path.Combine(_folder, "val", "cat", "copy.png"));
        var data = new DataSplits<ImageSample> { Train = Folder("train"), Validation = Folder("val") };
        var log = new ListLog();
        IReadOnlyList<string> Problems(DuplicatePolicy policy) =>
            [.. new DuplicateCheck<ImageSample>(new ImageReader<ImageSample>(sample => sample.Path, SkiaImageDecoder.Default), new ImageAnalysisOptions { CheckDuplicates = policy }, log).Problems(data, CancellationToken.None)];

        Assert.That(Problems(DuplicatePolicy.Refuse), Has.Count.EqualTo(1).And.Some.Contains("cat/3.png (train) and cat/copy.png (validation)"));
        Assert.That(log.Lines, Has.Exactly(1).EqualTo("reading images: 19 in all").And.Exactly(1).StartsWith("reading images: 19 of 19"));
        Assert.That(Problems(DuplicatePolicy.Warn), Is.Empty);
        Assert.That(Problems(DuplicatePolicy.Ignore), Is.Empty);
        File.Delete(Path.Combine(_folder, "val", "cat", "copy.png"));
        data = data with { Validation = Folder("val") };
        Assert.That(Problems(DuplicatePolicy.Refuse), Is.Empty);
        Assert.That(log.Lines, Has.Exactly(1).EqualTo("--check-duplicates: no near duplicates across train, validation among 18 images"));
    }

    private static List<string> Findings(JsonNode json) => [.. json["sections"]!.AsArray().SelectMany(section => section!["findings"]!.AsArray()).Select(finding => finding!["text"]!.GetValue<string>())];

    private static JsonNode Section(JsonNode json, string id) => json["sections"]!.AsArray().Single(section => section!["id"]!.GetValue<string>() == id)!;

    [Test]
    public void A_path_that_cannot_be_told_ends_the_analysis_as_what_it_is()
    {
        Two(2);
        var reader = new ImageReader<ImageSample>(_ => throw new NotSupportedException("no path"), SkiaImageDecoder.Default);
        var check = new DuplicateCheck<ImageSample>(reader, new ImageAnalysisOptions { CheckDuplicates = DuplicatePolicy.Warn }, null);

        Assert.That(() => check.Problems(new DataSplits<ImageSample> { Train = Folder("train"), Validation = Folder("val") }, CancellationToken.None).ToList(), Throws.TypeOf<NotSupportedException>());
    }

    private static (JsonNode Json, string Html) Analyze(ImageFolderDataset train, ImageFolderDataset? validation, int threads = 2, bool cancelled = false)
    {
        var context = new AnalysisContext<ImageSample>(
            new DataSplits<ImageSample> { Train = train, Validation = validation }, new AnalysisOptions { AnalysisThreads = threads }, cancellation: new CancellationToken(cancelled));
        var report = new AnalysisReport("t", "s", [.. new ImageAnalyzer<ImageSample>(sample => sample.Path, new ImageAnalysisOptions()).Analyze(context)]);
        return (report.ToJson(), report.ToHtml());
    }

    private ImageFolderDataset Folder(string side, Func<string, string?>? groupOf = null) => new(Path.Combine(_folder, side), groupOf);

    private void Two(int each)
    {
        for (var i = 0; i < each; i++)
        {
            Write(Scene(i), "train", "cat", $"{i}.png");
            Write(Scene(i + 300), "train", "dog", $"{i}.png");
            if (i % 2 == 0)
            {
                Write(Scene(i + 600), "val", "cat", $"{i}.png");
                Write(Scene(i + 900), "val", "dog", $"{i}.png");
            }
        }
    }

    // Waves whose directions hang on the number: no two scenes are alike.
    private static RgbImage Scene(int number, int width = 60, int height = 48, double light = 1)
    {
        var random = new RandomKey((ulong)number).CreateRandom();
        double[] waves = [.. Enumerable.Range(0, 8).Select(_ => random.NextDouble(-14, 14))];
        return PerceptualHashTests.Painted(width, height, (x, y) =>
        {
            var (u, v) = (x / (double)width, y / (double)height);
            return (byte)(light * Math.Clamp(125 + (45 * Math.Sin((waves[0] * u) + (waves[1] * v) + waves[2])) + (45 * Math.Sin((waves[3] * u) + (waves[4] * v) + waves[5])) + (20 * Math.Sin((waves[6] * u) - (waves[7] * v))), 0, 255));
        });
    }

    private void Write(RgbImage image, params string[] path)
    {
        using (image)
        {
            var file = Path.Combine([_folder, .. path]);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using var bitmap = new SkiaSharp.SKBitmap(image.Width, image.Height);
            for (var y = 0; y < image.Height; y++)
            {
                var row = image.Row(y);
                for (var x = 0; x < image.Width; x++)
                {
                    bitmap.SetPixel(x, y, new SkiaSharp.SKColor(row[3 * x], row[(3 * x) + 1], row[(3 * x) + 2]));
                }
            }

            using var data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(file, data.ToArray());
        }
    }
}
