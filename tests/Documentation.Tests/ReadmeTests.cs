using NUnit.Framework;

namespace Documentation.Tests;

/// <summary>The page of code in README.md is this project's entry point, and works.</summary>
[NonParallelizable]
public sealed class ReadmeTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("lab-readme-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_first_block_of_code_is_the_whole_program() =>
        Assert.That(Pages.CodeOf(Path.Combine(Pages.Root, "README.md")).First(), Is.EqualTo(File.ReadAllLines(Path.Combine(Pages.Root, "tests/Documentation.Tests/Spirals.cs"))));

    [Test]
    public void The_program_trains_until_its_own_hook_stops_it_and_leaves_the_files_that_the_page_lists()
    {
        var (code, text) = ShownProgram.Run("--output", _folder, "--epochs", "60", "--learning-rate", "0.01");

        Assert.That(code, Is.Zero, text);
        Assert.That(text, Does.Contain("StopWhenSolved: more than 99.5 %").And.Contains("Evaluation on the validation data"));
        var run = Directory.GetDirectories(Path.Combine(_folder, "spirals")).Single();
        Assert.That(
            Directory.GetFileSystemEntries(run).Select(Path.GetFileName),
            Is.SupersetOf(new[] { "run.json", "log.txt", "metrics.jsonl", "checkpoints" }).And.Some.StartsWith("events.out.tfevents."));
    }

    [Test]
    public void What_its_model_gets_wrong_is_analysed()
    {
        Assert.That(ShownProgram.Run("train", "--output", _folder, "--epochs", "1").Code, Is.Zero);
        var (code, text) = ShownProgram.Run("analyze", "--output", _folder, "--run", Directory.GetDirectories(Path.Combine(_folder, "spirals")).Single());

        Assert.That(code, Is.Zero, text);
        Assert.That(Directory.GetFiles(_folder, "report.html", SearchOption.AllDirectories).Select(File.ReadAllText).Single(), Does.Contain("id=\"model\""));
    }

    [TestCase("train --loss cross-entropy --optimizer sgd --momentum 0.9 --schedule cosine --warmup 10st --epochs 1")]
    [TestCase("train --width 128 --batch-size 64 --early-stopping-patience 5 --epochs 1")]
    [TestCase("train --width 0", 2)]
    [TestCase("train --plan")]
    [TestCase("predict", 2)]
    public void Arguments_do_what_the_page_says(string arguments, int expected = 0)
    {
        var (code, text) = ShownProgram.Run([.. arguments.Split(' '), "--output", _folder]);

        Assert.That(code, Is.EqualTo(expected), text);
    }

    [Test]
    public void Settings_of_the_environment_are_taken_and_the_command_line_overrides_them()
    {
        Environment.SetEnvironmentVariable("LAB_WIDTH", "0");
        try
        {
            Assert.That(ShownProgram.Run("train", "--plan").Code, Is.EqualTo(2));
            Assert.That(ShownProgram.Run("train", "--plan", "--width", "8").Code, Is.Zero);
        }
        finally
        {
            Environment.SetEnvironmentVariable("LAB_WIDTH", null);
        }
    }
}
