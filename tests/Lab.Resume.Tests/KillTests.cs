using System.Globalization;
using MaskClassification.Faces;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lab.Resume.Tests;

/// <summary>Kills the sample at keyed moments, resumes it, and compares everything that it leaves with a run that was never interrupted.</summary>
[Category("Slow")]
[NonParallelizable]
public sealed class KillTests
{
    private static readonly int[] LoaderThreads = [0, 1, 2, 4];

    private string _folder = null!;
    private string _data = null!;

    // 20 by default; LAB_KILLS asks for more, or for fewer.
    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("LAB_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 20;

    [OneTimeSetUp]
    public void DrawFaces()
    {
        _folder = Directory.CreateTempSubdirectory("lab-kill-").FullName;
        _data = DrawnFaces.Ensure(Path.Combine(_folder, "data"), new DrawnFacesOptions(6, 6), NullLogger.Instance);
    }

    [OneTimeTearDown]
    public void RemoveFolder()
    {
        // What a failed test left tells why.
        if (TestContext.CurrentContext.Result.FailCount == 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static IEnumerable<TestCaseData> Scenarios()
    {
        yield return new TestCaseData(Scenario.EarlyStopped, (Kills + 1) / 2);
        yield return new TestCaseData(Scenario.Completed, Kills / 2);
    }

    [TestCaseSource(nameof(Scenarios))]
    public void A_run_that_was_killed_and_resumed_leaves_what_one_that_was_not_leaves(object scenario, int kills)
    {
        var chosen = (Scenario)scenario;
        var output = Output($"{chosen.Name} whole");
        var (code, text) = Child.Run(_folder, chosen.Train(_data, output));
        Assert.That(code, Is.Zero, text);
        var expected = RunRemains.Describe(RunRemains.FolderIn(output)!);

        var hits = new Dictionary<string, int>();
        var key = RandomKey.FromSeed(1).Derive("kill").Derive(chosen.Name);
        for (var (number, tried) = (0, 0); hits.Values.Sum() < kills; number++)
        {
            output = Output($"{chosen.Name} {number}");
            while (hits.Values.Sum() < kills && RunPart(chosen, output, Moment.Draw(key.Derive(tried)), LoaderThreads[tried % LoaderThreads.Length]) is { } hit)
            {
                hits[hit] = hits.GetValueOrDefault(hit) + 1;
                tried++;
            }

            // A part that ended before its kill counts as such; otherwise the last one is left to end.
            tried++;
            if (hits.Values.Sum() == kills)
            {
                Assert.That(RunPart(chosen, output, moment: null, loaderThreads: 1), Is.Null);
            }

            Assert.That(RunRemains.Describe(RunRemains.FolderIn(output)!), Is.EqualTo(expected), () => $"run {number}, {output}");
        }

        TestContext.Out.WriteLine($"{chosen.Name}: killed {string.Join(", ", hits.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} times {pair.Key}"))}");
        Assert.That(hits.Values.Sum(), Is.EqualTo(kills));
    }

    [Test]
    public void A_damaged_last_checkpoint_is_passed_over_with_a_word_and_the_run_ends_the_same()
    {
        var scenario = Scenario.EarlyStopped;
        var (whole, broken) = (Output("undamaged"), Output("damaged"));
        Assert.That(Child.Run(_folder, scenario.Train(_data, whole)).Code, Is.Zero);
        using (var signs = new Signs(broken))
        using (var child = Child.Start(_folder, scenario.Train(_data, broken)))
        {
            signs.Wait(child, Sign.TrainingEpoch, 2);
            child.Kill();
        }

        var run = RunRemains.FolderIn(broken)!;
        var newest = Directory.GetDirectories(Path.Combine(run, "checkpoints"), "step-*").Order(StringComparer.Ordinal).Last();
        Flip(Path.Combine(newest, "model.safetensors"));
        var (code, text) = Child.Run(_folder, "train", "--resume", run);

        Assert.That(code, Is.Zero, text);
        Assert.That(text, Does.Contain($"{Path.Combine(newest, "model.safetensors")} is damaged"));
        Assert.That(File.ReadAllText(Path.Combine(run, "run.json")), Does.Contain("passedOver"));
        Assert.That(RunRemains.Describe(run), Is.EqualTo(RunRemains.Describe(RunRemains.FolderIn(whole)!)));
    }

    // Where the kill hit, or null if the run had ended before.
    private string? RunPart(Scenario scenario, string output, Moment? moment, int loaderThreads)
    {
        var run = RunRemains.FolderIn(output);
        using var signs = new Signs(output);
        using var child = Child.Start(_folder, run is null ? scenario.Train(_data, output, loaderThreads) : ["train", "--resume", run, "--loader-threads", $"{loaderThreads}"]);
        if (moment is not null)
        {
            signs.Wait(child, moment.Sign, moment.Count);
            if (!child.EndsWithin(moment.Delay))
            {
                child.Kill();
            }
        }

        var code = child.WaitForExit();
        Assert.That(code, Is.AnyOf(0, 137), child.Output);
        return code == 0 ? null : PlaceOf(RunRemains.FolderIn(output), child.Started);
    }

    private static string PlaceOf(string? run, DateTimeOffset since)
    {
        if (run is null)
        {
            return "before there was a run";
        }

        if (Directory.GetDirectories(run, ".step-*", SearchOption.AllDirectories).Length > 0)
        {
            return "while a checkpoint was written";
        }

        var last = RunRemains.MetricsLines(run).LastOrDefault();
        return last is null || DateTimeOffset.Parse((string)last["time"]!, CultureInfo.InvariantCulture) < since ? "at the start"
            : (string?)last["kind"] == "epoch" && (string?)last["phase"] == "train" ? "in a validation"
            : "between steps";
    }

    private string Output(string name) => Directory.CreateDirectory(Path.Combine(_folder, name.Replace(' ', '-'))).FullName;

    private static void Flip(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Seek(-1, SeekOrigin.End);
        var last = file.ReadByte();
        file.Seek(-1, SeekOrigin.End);
        file.WriteByte((byte)(last ^ 1));
    }
}
