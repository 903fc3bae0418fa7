using System.Text.Json.Nodes;
using Lab.Tests.Training;

namespace Lab.Tests.Hosting;

[NonParallelizable]
public sealed class LabApplicationTests
{
    private ToyApplication _application = null!;

    [SetUp]
    public void MakeApplication() => _application = new ToyApplication();

    [TearDown]
    public void RemoveApplication() => _application.Dispose();

    private JsonNode Record => JsonNode.Parse(File.ReadAllText(Path.Combine(_application.Run, "run.json")))!;

    [Test]
    public void Without_a_verb_it_trains_evaluates_and_predicts_in_a_row()
    {
        var code = _application.Invoke("--epochs", "2", "--seed", "3");

        Assert.That(code, Is.Zero, _application.Error);
        Assert.That(Record["result"]!["status"]!.GetValue<string>(), Is.EqualTo("completed"));
        Assert.That(Record["options"]!["epochs"]!.GetValue<string>(), Is.EqualTo("2"));
        Assert.That(Record["options"]!["model"]!.GetValue<string>(), Is.EqualTo("small"));
        Assert.That(Record["data"]!["train"]!["samples"]!.GetValue<int>(), Is.EqualTo(30));
        Assert.That(Record["evaluation"]!["metrics"]!["accuracy"]!.GetValue<double>(), Is.InRange(0, 1));
        var lines = File.ReadAllLines(Path.Combine(_application.Run, "predictions.csv"));
        Assert.That(lines, Has.Length.EqualTo(11));
        Assert.That(lines[0], Is.EqualTo("name,class"));
        Assert.That(lines[1], Does.Match("^\"sample, \"\"0\"\"\",[0-2]$"));
        Assert.That(_application.Output, Does.Contain("accuracy").And.Contains(_application.Run).And.Contains("test data"));
    }

    [Test]
    public void A_run_that_is_trained_can_be_resumed_evaluated_and_predicted_later()
    {
        Assert.That(_application.Invoke("train", "--epochs", "1"), Is.Zero, _application.Error);
        var run = _application.Run;
        Assert.That(_application.Invoke("train", "--resume", run, "--epochs", "3"), Is.Zero, _application.Error);
        Assert.That(_application.Invoke("evaluate", "--run", run), Is.Zero, _application.Error);
        Assert.That(_application.Invoke("predict"), Is.Zero, _application.Error);

        Assert.That(_application.Runs, Has.Count.EqualTo(1));
        Assert.That(Record["result"]!["epochs"]!.GetValue<int>(), Is.EqualTo(3));
        Assert.That(File.Exists(Path.Combine(run, "predictions.csv")));
    }

    [TestCase("--epoch 3", "--epochs")]
    [TestCase("--epochs three", "--epochs three")]
    [TestCase("--epochs 0", "--epochs 0")]
    [TestCase("--batch-size -4", "--batch-size -4")]
    [TestCase("--batch-size 0", "--batch-size 0")]
    [TestCase("--learning-rate fast", "--learning-rate fast")]
    [TestCase("--model huge", "small, five, wide")]
    [TestCase("--optimizer newton", "adamw")]
    [TestCase("--schedule sideways", "cosine")]
    [TestCase("--device tpu", "--device tpu")]
    [TestCase("--validate-every 3", "5 epochs")]
    [TestCase("--samples 0", "empty")]
    [TestCase("--model five", "5 classes")]
    [TestCase("--unreadable-samples maybe", "fail, skip")]
    [TestCase("trian", "Did you mean train?")]
    [TestCase("--lerning-rate 0.1", "Did you mean --learning-rate?")]
    [TestCase("find-rl", "Did you mean find-lr?")]
    [TestCase("evaluate --run nowhere", "nowhere")]
    [TestCase("train --resume nowhere", "nowhere")]
    [TestCase("find-batch-size --from nowhere", "nowhere")]
    [TestCase("train --fast-dev-run --from nowhere", "nowhere")]
    public void Bad_arguments_are_named_with_the_way_out_and_leave_no_run(string arguments, string told)
    {
        var code = _application.Invoke(arguments.Split(' '));

        Assert.That(code, Is.EqualTo(2), _application.Output + _application.Error);
        Assert.That(_application.Error, Does.Contain(told));
        Assert.That(_application.Runs, Is.Empty);
    }

    [Test]
    public void Several_bad_options_are_told_at_once()
    {
        _application.Invoke("--epochs", "x", "--batch-size", "0", "--model", "huge");

        Assert.That(_application.Error, Does.Contain("--epochs x").And.Contains("--batch-size 0").And.Contains("--model huge"));
        _application.Invoke("--batch-size", "0", "--optimizer", "newton", "--schedule", "sideways");

        Assert.That(_application.Error, Does.Contain("--batch-size 0").And.Contains("--optimizer newton").And.Contains("--schedule sideways"));
    }

    [Test]
    public void With_nothing_to_predict_for_the_row_of_verbs_ends_after_the_evaluation()
    {
        Assert.That(_application.Invoke("--epochs", "1", "--questions", "false"), Is.Zero, _application.Error);
        Assert.That(_application.Output, Does.Contain("What to open"));
        Assert.That(_application.Invoke("predict", "--questions", "false"), Is.EqualTo(2));
    }

    private sealed class OneOutput : Model<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear head = torch.nn.Linear(4, 1);

        public override int? ClassCount => 3;

        public override Tensor forward(Tensor input) => head.call(input);
    }

    [TestCase("2")]
    [TestCase("0")]
    public void An_output_of_other_classes_than_the_model_says_is_told_by_its_shape_and_without_a_stack(string sanityBatches)
    {
        using var application = new ToyApplication { Configure = lab => lab.Model("one", _ => new OneOutput()) };

        Assert.That(application.Invoke("train", "--model", "one", "--epochs", "1", "--sanity-batches", sanityBatches), Is.EqualTo(1));
        Assert.That(application.Error, Does.Contain("shape [8, 1]").And.Contain("3 classes").And.Contain("last layer have 3 outputs").And.Contain("OneOutput").And.Not.Contain("   at "));
    }

    [Test]
    public void A_model_that_does_not_fit_the_checkpoint_leaves_the_run_as_it_was()
    {
        _application.Invoke("train", "--epochs", "1");
        var before = Record.ToJsonString();

        Assert.That(_application.Invoke("train", "--resume", _application.Run, "--epochs", "2", "--model", "wide"), Is.EqualTo(1));
        Assert.That(_application.Error, Does.Contain("does not fit the model").And.Contain("--model is small and here wide").And.Not.Contain("--epochs is"));
        Assert.That(Record.ToJsonString(), Is.EqualTo(before));
        Assert.That(_application.Invoke("evaluate"), Is.Zero, _application.Error);
        Assert.That(Record["evaluation"]!["checkpoint"]!.GetValue<string>(), Is.EqualTo("step-00000004"));
    }

    [Test]
    public void Help_gives_every_option_with_meaning_and_default()
    {
        Assert.That(_application.Invoke("--help"), Is.Zero);
        Assert.That(_application.Output, Does.Contain("--epochs").And.Contains("Epochs to train.").And.Contains("[default: 10]"));
        Assert.That(_application.Output, Does.Contain("train").And.Contains("evaluate").And.Contains("predict").And.Contains("analyze").And.Contains("doctor"));
        Assert.That(_application.Output, Does.Contain("--samples").And.Contains("small, five, wide"));
    }

    [TestCase("--help")]
    [TestCase("evaluate", "--help")]
    public void Help_has_a_section_for_each_class_of_options(params string[] arguments)
    {
        Assert.That(_application.Invoke(arguments), Is.Zero);
        var lines = _application.Output.Split('\n').Select(line => line.TrimEnd()).ToList();

        Assert.That(lines, Has.Exactly(1).EqualTo("Options:").And.Exactly(1).EqualTo("Components:").And.Exactly(1).EqualTo("Trainer:").And.Exactly(1).EqualTo("Loader:"));
        Assert.That(lines.FindIndex(line => line.StartsWith("  --batch-size", StringComparison.Ordinal)), Is.GreaterThan(lines.IndexOf("Loader:")));
        Assert.That(lines.Where(line => line.StartsWith("  --", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]), Is.Unique);
    }

    [Test]
    public void Help_of_a_verb_has_the_options_that_it_reads()
    {
        Assert.That(Shown("export"), Is.EquivalentTo(new[] { "--model", "--output", "--samples", "--questions", "--run", "--checkpoint", "--weights", "--format", "--file" }));
        Assert.That(Shown("evaluate"), Is.SupersetOf(new[] { "--batch-size", "--device", "--loss", "--validation-share" }));
        Assert.That(Shown("evaluate").Intersect(["--epochs", "--freeze", "--optimizer", "--schedule", "--sampler", "--probe", "--from", "--fast-dev-run"]), Is.Empty);
        Assert.That(Shown("find-lr"), Does.Contain("--optimizer").And.Contains("--freeze").And.Not.Contain("--schedule").And.Not.Contain("--epochs"));
        Assert.That(Shown("train"), Is.SupersetOf(new[] { "--epochs", "--freeze", "--optimizer", "--schedule", "--sampler", "--probe", "--from", "--fast-dev-run", "--batch-size", "--samples" }));

        string[] Shown(string verb)
        {
            Assert.That(_application.Invoke(verb, "--help"), Is.Zero);
            return [.. _application.Output.Split('\n').Where(line => line.StartsWith("  --", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])];
        }
    }

    [TestCase("evaluate --schedule cosine", "--schedule is not read by evaluate, only by train.")]
    [TestCase("export --epochs=3 --batch-size 4", "--epochs is not read by export, only by train.", "--batch-size is not read by export, only by train, evaluate, predict, analyze, find-lr, find-batch-size.")]
    [TestCase("find-lr --probe", "--probe is not read by find-lr, only by train.")]
    [TestCase("--freeze head evaluate", "--freeze is not read by evaluate, only by train, find-lr, find-batch-size.")]
    [TestCase("predict --epoch 3 --sampler sequential", "Did you mean --epochs?", "--sampler is not read by predict, only by train, find-lr, find-batch-size.")]
    public void Arguments_that_a_verb_does_not_read_are_refused_with_the_verbs_that_do(string arguments, params string[] told)
    {
        Assert.That(_application.Invoke("train", "--epochs", "1"), Is.Zero, _application.Error);
        var before = Record.ToJsonString();

        Assert.That(_application.Invoke(arguments.Split(' ')), Is.EqualTo(2));
        Assert.That(told.Where(part => !_application.Error.Contains(part)), Is.Empty, _application.Error);
        Assert.That(Record.ToJsonString(), Is.EqualTo(before));
    }

    [Test]
    public void Without_a_verb_an_option_of_other_verbs_is_refused()
    {
        using var application = new ToyApplication { Configure = lab => lab.SafetensorsExport() };

        Assert.That(application.Invoke("--export-part", "head"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("--export-part is not read by train, evaluate, predict, only by export."));
        Assert.That(application.Runs, Is.Empty);
    }

    [Test]
    public void A_plan_is_printed_and_nothing_is_run()
    {
        Assert.That(_application.Invoke("train", "--plan"), Is.Zero, _application.Error);
        Assert.That(_application.Output, Does.Contain("optimizer step"));
        Assert.That(_application.Runs, Is.Empty);
    }

    [Test]
    public void A_cancelled_run_exits_with_130_and_can_be_resumed()
    {
        using var source = new CancellationTokenSource();
        using var application = new ToyApplication { Configure = lab => lab.Hook(_ => new CancelIn(source, epoch: 2)) };

        Assert.That(application.Invoke(source.Token, "train", "--epochs", "4"), Is.EqualTo(130), application.Error);
        Assert.That(application.Invoke("train", "--resume", application.Run), Is.Zero, application.Error);
        Assert.That(JsonNode.Parse(File.ReadAllText(Path.Combine(application.Run, "run.json")))!["result"]!["epochs"]!.GetValue<int>(), Is.EqualTo(4));
    }

    [Test]
    public void A_run_without_a_checkpoint_is_resumed_from_its_beginning()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.That(_application.Invoke(source.Token, "train", "--epochs", "2"), Is.EqualTo(130), _application.Error);
        Assert.That(Directory.Exists(Path.Combine(_application.Run, "checkpoints")), Is.False);
        Assert.That(_application.Invoke("train", "--resume", _application.Run), Is.Zero, _application.Error);
        Assert.That(Record["result"]!["epochs"]!.GetValue<int>(), Is.EqualTo(2));
        Assert.That(_application.Runs, Has.Count.EqualTo(1));
    }

    [Test]
    public void Where_every_checkpoint_is_damaged_nothing_starts_anew_unasked()
    {
        _application.Invoke("train", "--epochs", "1");
        foreach (var model in Directory.GetFiles(_application.Run, "model.safetensors", SearchOption.AllDirectories))
        {
            File.WriteAllText(model, "damaged");
        }

        Assert.That(_application.Invoke("train", "--resume", _application.Run, "--epochs", "2"), Is.EqualTo(1));
        Assert.That(_application.Error, Does.Contain("no valid checkpoint").And.Contain("is damaged"));
    }

    [Test]
    public void A_failure_after_the_start_exits_with_1_and_is_recorded()
    {
        using var application = new ToyApplication { Configure = lab => lab.Hook<Broken>() };

        Assert.That(application.Invoke("train"), Is.EqualTo(1));
        Assert.That(application.Error, Does.Contain(nameof(Broken)).And.Contains("on purpose"));
        Assert.That(JsonNode.Parse(File.ReadAllText(Path.Combine(application.Run, "run.json")))!["result"]!["status"]!.GetValue<string>(), Is.EqualTo("failed"));
    }

    [Test]
    public void Analyze_writes_a_page_of_its_own()
    {
        Assert.That(_application.Invoke("analyze"), Is.Zero, _application.Error);
        Assert.That(File.ReadAllText(Path.Combine(_application.Run, "report.html")), Does.Contain("<table class=\"bars\"").And.Contains("train"));
    }

    [Test]
    public void A_resume_that_is_refused_leaves_the_record_of_the_run_alone()
    {
        _application.Invoke("train", "--epochs", "1");
        var before = Record["result"]!.ToJsonString();

        Assert.That(_application.Invoke("train", "--resume", _application.Run, "--samples", "31"), Is.EqualTo(2));
        Assert.That(_application.Error, Does.Contain("train data"));
        Assert.That(_application.Invoke("train", "--resume", _application.Run, "--seed", "9"), Is.EqualTo(2));
        Assert.That(_application.Error, Does.Contain("seed"));
        Assert.That(before, Does.Contain("completed"));
        Assert.That(Record["result"]!.ToJsonString(), Is.EqualTo(before));
    }

    [Test]
    public void A_resume_of_a_run_that_is_over_records_no_option_that_nothing_was_trained_with()
    {
        _application.Invoke("train", "--epochs", "1");
        var options = Record["options"]!.ToJsonString();
        Assert.That(_application.Invoke("train", "--resume", _application.Run, "--learning-rate", "0.5"), Is.Zero, _application.Error);
        Assert.That(Record["options"]!.ToJsonString(), Is.EqualTo(options));
        Assert.That((string?)Record["result"]!["status"], Is.EqualTo("completed"));
    }

    [Test]
    public void A_resume_keeps_what_the_run_was_started_with_and_records_what_is_new()
    {
        _application.Invoke("train", "--epochs", "1", "--learning-rate", "0.007");
        _application.Invoke("train", "--resume", _application.Run, "--epochs", "2");

        Assert.That(Record["options"]!["learning-rate"]!.GetValue<string>(), Is.EqualTo("0.007"));
        Assert.That(Record["options"]!["epochs"]!.GetValue<string>(), Is.EqualTo("2"));
        Assert.That(_application.Invoke("train", "--resume", _application.Run), Is.Zero, _application.Error);
        Assert.That(Record["result"]!["metrics"]!.AsObject(), Is.Not.Empty, "a run that was at its end keeps its numbers");
    }

    [Test]
    public void Observers_hear_of_an_evaluation_too()
    {
        var seen = new List<Phase>();
        using var application = new ToyApplication { Configure = lab => lab.Hook(_ => new Listen(seen)) };
        application.Invoke("--epochs", "1");

        Assert.That(seen, Is.EqualTo(new[] { Phase.Train, Phase.Validation, Phase.Test, Phase.Predict }));
    }

    private sealed class Listen(List<Phase> seen) : EpochHook
    {
        public override void OnEpochEnd(EpochEnd epoch) => seen.Add(epoch.Phase);
    }

    [Test]
    public void Environment_overrides_defaults_and_the_command_line_overrides_it()
    {
        Environment.SetEnvironmentVariable("LAB_EPOCHS", "2");
        try
        {
            _application.Invoke("train");
            Assert.That(Record["options"]!["epochs"]!.GetValue<string>(), Is.EqualTo("2"));
            _application.Invoke("train", "--epochs", "1");
            Assert.That(Record["options"]!["epochs"]!.GetValue<string>(), Is.EqualTo("1"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("LAB_EPOCHS", null);
        }
    }

    private sealed class CancelIn(CancellationTokenSource source, int epoch) : EpochHook
    {
        public override void OnEpochStart(EpochStart start)
        {
            if (start is { Phase: Phase.Train } && start.Epoch == epoch)
            {
                source.Cancel();
            }
        }
    }

    private sealed class Broken : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control) => throw new InvalidOperationException("on purpose");
    }
}
