using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Lab.Packages.Tests;

/// <summary>What a user does: a project that knows the packages only, with a data set, collator, model, loss and hooks of its own.</summary>
[Category("Slow")]
public sealed class ConsumerTests
{
    private const int Epochs = 4;

    // As the repository's own applications.
    private static readonly string TorchVersion = OperatingSystem.IsWindows() ? PackageFeed.TorchFloor : PackageFeed.TorchBackend;

    private string _project = string.Empty;
    private string _program = string.Empty;

    [OneTimeSetUp]
    public void Restore_and_build()
    {
        _project = Directory.CreateDirectory(Path.Combine(PackageFeed.Work, "consumer")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Consumer")))
        {
            File.Copy(file, Path.Combine(_project, Path.GetFileName(file)));
        }

        var sources = new XElement("packageSources", new XElement("add", new XAttribute("key", "lab-test"), new XAttribute("value", PackageFeed.Folder)));
        new XDocument(new XElement("configuration", sources)).Save(Path.Combine(_project, "nuget.config"));
        DotNet.Run(_project, ["build", .. BuildArguments]);
        _program = Directory.EnumerateFiles(Path.Combine(_project, "bin"), "Consumer.dll", SearchOption.AllDirectories).Single();
    }

    [Test]
    public void Own_parts_train_through_the_packages()
    {
        var runs = Path.Combine(PackageFeed.Work, "runs");

        var output = DotNet.Run(_project, _program, "train", "--epochs", $"{Epochs}", "--batch-size", "5", "--learning-rate", "0.05", "--output", runs);

        var result = Regex.Match(output, "result steps=([0-9]+) batches=([0-9]+) scaled=([0-9]+) losses=(.*)");
        Assert.That(result.Success, Is.True, output);
        var losses = result.Groups[4].Value.Trim().Split(' ').Select(loss => double.Parse(loss, CultureInfo.InvariantCulture)).ToArray();
        Assert.Multiple(() =>
        {
            // 24 samples are 5 batches; windows of two make 3 steps of them.
            Assert.That(result.Groups[1].Value, Is.EqualTo($"{3 * Epochs}"), "optimizer steps");
            Assert.That(result.Groups[2].Value, Is.EqualTo($"{5 * Epochs}"), "batches that the batch hook saw");
            Assert.That(result.Groups[3].Value, Is.EqualTo($"{5 * Epochs}"), "batches that the optim hook wrapped");
            Assert.That(losses, Has.Length.EqualTo(Epochs).And.All.Positive);
            Assert.That(losses[^1], Is.LessThan(0.8 * losses[0]));
            Assert.That(Directory.EnumerateFiles(runs, "metrics.jsonl", SearchOption.AllDirectories).SelectMany(File.ReadAllLines).Count(), Is.GreaterThanOrEqualTo(Epochs));
        });
    }

    [Test]
    public void An_unknown_option_is_refused_with_exit_code_2()
    {
        var (code, output) = DotNet.Try(_project, _program, "train", "--no-such-option", "1");

        Assert.That(code, Is.EqualTo(2), output);
        Assert.That(output, Does.Contain("no-such-option"));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "README names another version there.")]
    public void It_asks_for_the_backend_that_README_names()
    {
        var readme = Regex.Match(File.ReadAllText(Path.Combine(PackageFeed.Root, "README.md")), "Include=\"TorchSharp-cpu\" Version=\"([0-9.]+)\"").Groups[1].Value;
        var assets = JsonNode.Parse(File.ReadAllText(Path.Combine(_project, "obj", "project.assets.json")))!;

        Assert.That(assets["project"]!["frameworks"]!["net10.0"]!["dependencies"]!["TorchSharp-cpu"]!["version"]!.GetValue<string>(), Is.EqualTo($"[{readme}, )"));
    }

    [Test]
    public void The_doctor_finds_torch_in_the_output_folder()
    {
        var output = DotNet.Run(_project, _program, "doctor");

        Assert.That(output, Does.Match("ok +device cpu"), output);
        Assert.That(output, Does.Match($"ok +TorchSharp +{TorchVersion}"), output);
    }

    [Test]
    public void A_loss_that_does_not_take_the_models_output_does_not_compile()
    {
        var (code, output) = DotNet.Try(_project, ["build", "--no-restore", "-p:Misfit=true", .. BuildArguments]);

        Assert.That(code, Is.Not.Zero);
        Assert.That(Regex.Matches(output, "error (CS[0-9]+)").Select(error => error.Groups[1].Value).Distinct(), Is.EqualTo(new[] { "CS0311" }), output);
        Assert.That(output, Does.Contain("PairLoss"));
    }

    private static string[] BuildArguments =>
        ["--configuration", "Release", "--use-current-runtime", $"-p:LabVersion={PackageFeed.Version}", $"-p:TorchVersion={TorchVersion}", "-p:SelfContained=false", "-p:UseSharedCompilation=false"];
}
