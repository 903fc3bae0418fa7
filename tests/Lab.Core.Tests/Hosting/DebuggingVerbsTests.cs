using System.Globalization;
using System.Text.Json.Nodes;
using Lab.Tests.Training;

namespace Lab.Tests.Hosting;

[NonParallelizable]
public sealed class DebuggingVerbsTests
{
    private ToyApplication _application = null!;

    [SetUp]
    public void MakeApplication() => _application = new ToyApplication();

    [TearDown]
    public void RemoveApplication() => _application.Dispose();

    [TestCase("--fast-dev-run", 2)]
    [TestCase("--fast-dev-run 1", 1)]
    [TestCase("train --fast-dev-run=3", 3)]
    public void A_fast_development_run_goes_through_every_phase_and_keeps_nothing(string arguments, int batches)
    {
        var seen = new List<string>();
        using var application = new ToyApplication { Configure = lab => lab.Hook(_ => new Listen(seen)) };
        var code = application.Invoke([.. arguments.Split(' '), "--epochs", "7", "--minimum-epochs", "3", "--validate-every", "100 steps", "--samples", "80"]);

        Assert.That(code, Is.Zero, application.Error);
        var expected = new[] { (Phase.Train, 3), (Phase.Validation, 2), (Phase.Test, 2), (Phase.Predict, 2) }
            .SelectMany(phase => Enumerable.Repeat(phase.Item1.ToString(), Math.Min(batches, phase.Item2)).Append($"{phase.Item1} ends"));
        Assert.That(seen, Is.EqualTo(expected));
        Assert.That(Directory.EnumerateFileSystemEntries(application.Folder), Is.Empty);
        Assert.That(application.Output, Does.Contain("train, validation, test, predict ran with").And.Not.Contain("Run folder"));
    }

    [Test]
    public void A_fast_development_run_tells_hooks_where_the_log_goes_and_no_other_folder()
    {
        RunInfo? told = null;
        using var application = new ToyApplication { Configure = lab => lab.Hook(_ => new Told(run => told ??= run)) };
        application.Invoke("--fast-dev-run");

        Assert.That(told!.Folder, Is.Null);
        Assert.That(told.LogFolder, Is.EqualTo(Path.Combine(application.Folder, "toy", "fast-dev-run")));
        Assert.That(told.Options["epochs"], Is.EqualTo("1"));
    }

    [Test]
    public void A_fast_development_run_that_fails_says_so_and_keeps_nothing()
    {
        using var application = new ToyApplication { Configure = lab => lab.Hook(_ => new FailIn(Phase.Test)) };

        Assert.That(application.Invoke("--fast-dev-run"), Is.EqualTo(1));
        Assert.That(application.Error, Does.Contain(nameof(FailIn)).And.Contains("on purpose"));
        Assert.That(Directory.EnumerateFileSystemEntries(application.Folder), Is.Empty);
    }

    [Test]
    public void A_fast_development_run_resumes_nothing()
    {
        _application.Invoke("train", "--epochs", "1");
        var record = File.ReadAllText(Path.Combine(_application.Run, "run.json"));

        Assert.That(_application.Invoke("train", "--fast-dev-run", "--resume", _application.Run), Is.EqualTo(2));
        Assert.That(_application.Error, Does.Contain("--resume"));
        Assert.That(File.ReadAllText(Path.Combine(_application.Run, "run.json")), Is.EqualTo(record));
    }

    [Test]
    public void A_fast_development_run_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        using var application = new ToyApplication { Configure = lab => lab.Hook(_ => new Told(_ => source.Cancel())) };

        Assert.That(application.Invoke(source.Token, "--fast-dev-run"), Is.EqualTo(130), application.Error);
    }

    [TestCase("train --fast-dev-run -1", "--fast-dev-run")]
    [TestCase("train --overfit-batches some", "--overfit-batches some")]
    [TestCase("find-lr --search-steps 1", "--search-steps 1")]
    [TestCase("find-lr --minimum-rate 1 --maximum-rate 0.1", "--maximum-rate 0.1")]
    [TestCase("find-lr --seed none", "--seed none")]
    [TestCase("find-batch-size --memory-limit 0", "--memory-limit 0")]
    [TestCase("find-batch-size --minimum-size 9 --maximum-size 8", "--maximum-size 8")]
    public void Bad_arguments_are_named_and_leave_nothing(string arguments, string told)
    {
        Assert.That(_application.Invoke(arguments.Split(' ')), Is.EqualTo(2), _application.Output + _application.Error);
        Assert.That(_application.Error, Does.Contain(told));
        Assert.That(Directory.EnumerateFileSystemEntries(_application.Folder), Is.Empty);
    }

    [Test]
    public void Overfitting_takes_the_same_few_samples_for_both_phases_in_one_order_and_brings_the_loss_near_nothing()
    {
        var samples = new List<string>();
        var losses = new List<double>();
        using var application = new ToyApplication { Configure = lab => lab.Model("sure", _ => new ToyModel(dropout: 0)).Hook(_ => new Overheard(samples, losses)) };
        var code = application.Invoke("train", "--overfit-batches", "2", "--epochs", "150", "--learning-rate", "0.05", "--model", "sure", "--samples", "100", "--torch-threads", "1");

        Assert.That(code, Is.Zero, application.Error);
        Assert.That(samples.Distinct(), Is.EqualTo(new[] { "0,1,2,3,4,5,6,7", "8,9,10,11,12,13,14,15" }));
        Assert.That(losses[0], Is.GreaterThan(0.5));
        Assert.That(losses[^1], Is.LessThan(0.02));
        var data = JsonNode.Parse(File.ReadAllText(Path.Combine(application.Run, "run.json")))!["data"]!;
        Assert.That(data["train"]!["samples"]!.GetValue<int>(), Is.EqualTo(16));
        Assert.That(data["validation"]!.ToJsonString(), Is.EqualTo(data["train"]!.ToJsonString()));
    }

    [Test]
    public void What_is_overfitted_is_a_function_of_the_seed_and_a_resumed_run_goes_on_with_it()
    {
        string Hash(params string[] arguments)
        {
            Assert.That(_application.Invoke(["train", "--overfit-batches", "1", "--epochs", "1", .. arguments]), Is.Zero, _application.Error);
            return JsonNode.Parse(File.ReadAllText(Path.Combine(_application.Run, "run.json")))!["data"]!["train"]!["hash"]!.GetValue<string>();
        }

        var first = Hash("--seed", "1");
        Assert.That(Hash("--seed", "1"), Is.EqualTo(first));
        Assert.That(Hash("--seed", "2"), Is.Not.EqualTo(first));
        Assert.That(_application.Invoke("train", "--resume", _application.Run, "--epochs", "2"), Is.Zero, _application.Error);
    }

    [Test]
    public void More_batches_to_overfit_than_there_are_means_all_of_them()
    {
        Assert.That(_application.Invoke("train", "--overfit-batches", "1000000", "--epochs", "1"), Is.Zero, _application.Error);
        Assert.That(JsonNode.Parse(File.ReadAllText(Path.Combine(_application.Run, "run.json")))!["data"]!["train"]!["samples"]!.GetValue<int>(), Is.EqualTo(30));
    }

    [Test]
    public void A_learning_rate_is_found_and_nothing_is_kept()
    {
        var code = _application.Invoke("find-lr", "--search-steps", "40", "--maximum-rate", "100", "--loss-smoothing", "0.8");

        Assert.That(code, Is.Zero, _application.Error);
        Assert.That(_application.Output, Does.Match(@"Suggested: --learning-rate \d\.\de[-+]?\d\d").And.Contains("###").And.Contains("smoothed"));
        Assert.That(Directory.EnumerateFileSystemEntries(_application.Folder), Is.Empty);
    }

    [Test]
    public void The_points_of_a_search_are_kept_on_request_in_a_folder_that_is_no_trained_run()
    {
        Assert.That(_application.Invoke("find-lr", "--save", "--search-steps", "12", "--maximum-rate", "0.001"), Is.Zero, _application.Error);

        var lines = File.ReadAllLines(Path.Combine(_application.Run, "learning-rates.csv"));
        Assert.That(lines, Has.Length.EqualTo(13));
        Assert.That(lines[0], Is.EqualTo("learning_rate,loss,smoothed_loss"));
        Assert.That(lines[1], Does.StartWith("1E-07,"));
        Assert.That(_application.Output, Does.Contain("learning-rates.csv"));
        var record = JsonNode.Parse(File.ReadAllText(Path.Combine(_application.Run, "run.json")))!;
        Assert.That((record["verb"]!.GetValue<string>(), record["result"]!["status"]!.GetValue<string>()), Is.EqualTo(("find-lr", "completed")));
        Assert.That(_application.Invoke("evaluate"), Is.EqualTo(2), "there is no trained run");
    }

    [Test]
    public void A_search_begins_with_the_weights_that_the_training_would_begin_with()
    {
        Assert.That(_application.Invoke("train", "--epochs", "1", "--learning-rate", "0.1"), Is.Zero, _application.Error);
        var run = _application.Run;

        Assert.That(FirstLoss("--from", run), Is.LessThan(FirstLoss()));

        double FirstLoss(params string[] from)
        {
            var others = _application.Runs;
            Assert.That(_application.Invoke(["find-lr", "--save", "--search-steps", "12", "--maximum-rate", "0.001", .. from]), Is.Zero, _application.Error);
            var points = File.ReadAllLines(Path.Combine(_application.Runs.Except(others).Single(), "learning-rates.csv"));
            return double.Parse(points[1].Split(',')[1], CultureInfo.InvariantCulture);
        }
    }

    [Test]
    public void Batch_sizes_are_found_and_nothing_is_kept()
    {
        Assert.That(_application.Invoke("find-batch-size", "--maximum-size", "8", "--steps-per-size", "2"), Is.Zero, _application.Error);
        Assert.That(_application.Output, Does.Contain("Largest that fits: --batch-size 8").And.Contains("samples/s"));
        Assert.That(Directory.EnumerateFileSystemEntries(_application.Folder), Is.Empty);
    }

    [Test]
    public void Where_no_batch_size_fits_it_is_said_and_the_exit_code_tells()
    {
        using var application = new ToyApplication { Configure = lab => lab.Hook<Exhausted>() };

        Assert.That(application.Invoke("find-batch-size"), Is.EqualTo(1), application.Error);
        Assert.That(application.Output, Does.Contain("No size fits").And.Contains("too large"));
    }

    [TestCase("find-lr")]
    [TestCase("find-batch-size")]
    public void A_search_that_is_cancelled_exits_with_130(string verb) =>
        Assert.That(_application.Invoke(new CancellationToken(canceled: true), verb), Is.EqualTo(130), _application.Error);

    [Test]
    public void A_profiled_run_prints_and_keeps_where_its_time_went()
    {
        Assert.That(_application.Invoke("train", "--profile", "--epochs", "1"), Is.Zero, _application.Error);
        Assert.That(_application.Output, Does.Contain("Where the time went").And.Contains("backward"));
        var profile = JsonNode.Parse(File.ReadAllText(Path.Combine(_application.Run, "profile.json")))!;
        Assert.That(profile["seconds"]!.GetValue<double>(), Is.Positive);
        var forward = profile["sections"]!.AsArray().Single(section => section!["name"]!.GetValue<string>() == "forward")!;
        Assert.That(forward["calls"]!.GetValue<int>(), Is.EqualTo(4));
        Assert.That(_application.Invoke("train", "--epochs", "1"), Is.Zero);
        Assert.That(File.Exists(Path.Combine(_application.Run, "profile.json")), Is.False);
    }

    [Test]
    public void Help_names_the_verbs_and_what_each_takes()
    {
        _application.Invoke("--help");
        Assert.That(_application.Output, Does.Contain("find-lr").And.Contains("find-batch-size").And.Contains("--fast-dev-run").And.Contains("--sanity-batches"));
        _application.Invoke("find-lr", "--help");
        Assert.That(_application.Output, Does.Contain("--minimum-rate").And.Contains("[default: 1E-07]").And.Contains("--save").And.Not.Contain("--memory-limit"));
    }

    private sealed class Listen(List<string> seen) : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control) => seen.Add(batch.Phase.ToString());

        public override void OnEpochEnd(EpochEnd epoch) => seen.Add($"{epoch.Phase} ends");
    }

    private sealed class Told(Action<RunInfo> tell) : EpochHook
    {
        public override void OnRunStart(RunInfo run) => tell(run);
    }

    private sealed class FailIn(Phase phase) : EpochHook
    {
        public override void OnEpochEnd(EpochEnd epoch) => _ = epoch.Phase == phase ? throw new InvalidOperationException("on purpose") : 0;
    }

    private sealed class Exhausted : OptimHook
    {
        public override void Backward(BackwardContext backward, BackwardDelegate next) => throw new InvalidOperationException("CUDA out of memory. Tried to allocate 2.00 GiB.");
    }

    private sealed class Overheard(List<string> samples, List<double> losses) : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control) => samples.Add(string.Join(',', batch.Indices));

        public override void OnEpochReport(EpochReport report, RunControl control) => losses.Add(report.Get(Phase.Train, MetricKey.Loss));
    }
}
