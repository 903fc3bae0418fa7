using Lab.Checkpoints;
using Lab.Optimization;
using static TorchSharp.torch;

namespace Lab.Tests.Training;

/// <summary>Something throws, at every place where something can: the error comes out, and every hook hears of it once, the last one first.</summary>
public sealed class HookFaultTests
{
    private const string Message = "broken on purpose";

    private static readonly string[] Closing =
    [
        "epoch OnFault", "batch OnFault", "optim OnFault",
        "epoch OnRunEnd", "batch OnRunEnd", "optim OnRunEnd",
        "epoch Dispose", "batch Dispose", "optim Dispose",
    ];

    private static readonly string[] Calls =
    [
        "optim Attach", "optim OnRunStart", "optim Loss epoch", "optim Loss done", "optim Backward epoch", "optim Backward done", "optim Step epoch", "optim Step done", "optim CaptureState",
        "batch OnRunStart", "batch OnEpochStart Train", "batch OnBatchStart Train", "batch OnBatchEnd Train", "batch OnEpochEnd Train", "batch OnEpochStart Validation",
        "batch OnBatchStart Validation", "batch OnBatchEnd Validation", "batch OnEpochEnd Validation", "batch OnEpochReport", "batch CaptureState",
        "epoch OnRunStart", "epoch OnEpochStart Train", "epoch OnEpochEnd Train", "epoch OnEpochStart Validation", "epoch OnEpochEnd Validation", "epoch OnEpochReport",
    ];

    private string _folder = null!;
    private Recording _recording = null!;

    [SetUp]
    public void Prepare()
    {
        _folder = Directory.CreateTempSubdirectory("lab-fault-").FullName;
        _recording = new Recording();
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(Calls))]
    public void A_hook_that_throws_in_any_member_is_named_and_every_hook_hears_of_it_once_in_reverse(string call)
    {
        using var run = new ToyRun(new TrainerOptions { Epochs = 1.Epochs() }, Hooks(), samples: 8);
        _recording.At = line => ThrowIf(line.StartsWith(call, StringComparison.Ordinal));

        var error = Assert.Throws<HookException>(() => run.Fit())!;
        Assert.That((error.Hook, error.Member), Is.EqualTo((call.Split(' ')[0], call.Split(' ')[1])));
        Assert.That(error.InnerException, Is.TypeOf<InvalidOperationException>().With.Message.EqualTo(Message));
        AssertClosed();
    }

    [Test]
    public void A_hook_that_cannot_be_restored_is_named()
    {
        using (var first = new ToyRun(new TrainerOptions { Epochs = 1.Epochs() }, Hooks(), samples: 8, folder: _folder))
        {
            first.Fit();
        }

        _recording = new Recording { At = line => ThrowIf(line == "batch RestoreState") };
        using var run = new ToyRun(new TrainerOptions { Epochs = 2.Epochs() }, Hooks(), samples: 8);

        Assert.That(() => run.Fit(new CheckpointStore(_folder).FindNewest(out _)), Throws.TypeOf<HookException>().With.Property(nameof(HookException.Hook)).EqualTo("batch").And.Property(nameof(HookException.Member)).EqualTo("RestoreState"));
        AssertClosed();
    }

    [TestCase("OnFault")]
    [TestCase("OnRunEnd")]
    [TestCase("Dispose")]
    public void A_hook_that_throws_while_it_hears_of_a_fault_keeps_nobody_from_hearing_of_it_and_does_not_hide_it(string member)
    {
        using var run = new ToyRun(new TrainerOptions { Epochs = 1.Epochs() }, Hooks(), samples: 8);
        _recording.At = line => ThrowIf(line.StartsWith("epoch OnBatch", StringComparison.Ordinal) || line.StartsWith("optim Loss epoch", StringComparison.Ordinal) || line.StartsWith($"batch {member}", StringComparison.Ordinal));

        Assert.That(() => run.Fit(), Throws.TypeOf<HookException>().With.Property(nameof(HookException.Member)).EqualTo("Loss"));
        AssertClosed();
    }

    [Test]
    public void A_hook_that_throws_at_a_sound_end_is_named_and_the_others_hear_of_the_end()
    {
        using var run = new ToyRun(new TrainerOptions { Epochs = 1.Epochs() }, Hooks(), samples: 8);
        _recording.At = line => ThrowIf(line.StartsWith("batch OnRunEnd", StringComparison.Ordinal));

        Assert.That(() => run.Fit(), Throws.TypeOf<HookException>().With.Property(nameof(HookException.Member)).EqualTo("OnRunEnd"));
        Assert.That(_recording.Lines.TakeLast(3).Select(Call), Is.EqualTo(Closing[3..6]));
    }

    [TestCase("model in training")]
    [TestCase("model in validation")]
    [TestCase("loss in training")]
    [TestCase("loss in validation")]
    [TestCase("metric's update")]
    [TestCase("metric's value")]
    [TestCase("data in training")]
    [TestCase("data in validation")]
    [TestCase("batch's reading")]
    [TestCase("schedule's rate")]
    [TestCase("schedule at a report")]
    [TestCase("optimizer")]
    public void A_part_that_throws_ends_the_run_with_its_error_and_no_hook_is_blamed(string where)
    {
        using var model = new FailingModel(where);
        using var loss = new FailingLoss(where);
        var loader = new LoaderOptions { BatchSize = 4, LoaderThreads = 0 };
        using var train = new DatasetLoader<ToySample, Tensor, Tensor>(new FailingDataset(where == "data in training"), new FailingCollator(where), Phase.Train, loader);
        using var validation = new DatasetLoader<ToySample, Tensor, Tensor>(new FailingDataset(where == "data in validation"), new FailingCollator(where), Phase.Validation, loader);
        using var trainer = new Trainer<Tensor, Tensor, Tensor>(
            new TrainerParts<Tensor, Tensor, Tensor>
            {
                Model = model,
                Loss = loss,
                Optimizer = (module, criterion) => where == "optimizer" ? new FailingOptimizer(module) : new OptimizerFactory().Create(new OptimizerOptions(), module, criterion),
                Schedule = where.StartsWith("schedule", StringComparison.Ordinal) ? new FailingSchedule(where) : null,
                Metrics = () => [new FailingMetric(where)],
                Hooks = Hooks(),
            },
            new TrainerOptions { Epochs = 1.Epochs() });

        var error = Assert.Catch<LabException>(() => trainer.Fit(train, validation))!;
        Assert.That(error, Is.Not.InstanceOf<HookException>());
        Assert.That(error.Message, Does.Contain(Message));
        AssertClosed();
    }

    [Test]
    public void A_checkpoint_that_cannot_be_written_ends_the_run_and_no_hook_is_blamed()
    {
        var blocked = Path.Combine(_folder, "file");
        File.WriteAllText(blocked, "no folder");
        using var run = new ToyRun(new TrainerOptions { Epochs = 1.Epochs() }, Hooks(), samples: 8, folder: blocked);

        Assert.That(() => run.Fit(), Throws.InstanceOf<LabException>().And.Not.InstanceOf<HookException>());
        AssertClosed();
    }

    private Hook[] Hooks() => [new RecordingOptim("optim", _recording), new RecordingBatch("batch", _recording), new RecordingEpoch("epoch", _recording)];

    private void AssertClosed() => Assert.That(_recording.Lines.SkipWhile(line => !line.Contains("OnFault", StringComparison.Ordinal)).Select(Call), Is.EqualTo(Closing));

    private static string Call(string line) => string.Join(' ', line.Split(' ')[..2]);

    private static void ThrowIf(bool condition)
    {
        if (condition)
        {
            throw new InvalidOperationException(Message);
        }
    }

    private sealed class FailingModel(string where) : Model<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear head = nn.Linear(4, 3);

        public override Tensor forward(Tensor input)
        {
            ThrowIf(where == (training ? "model in training" : "model in validation"));
            return head.call(input);
        }
    }

    private sealed class FailingLoss(string where) : Loss<Tensor, Tensor>
    {
        public override Tensor forward(Tensor output, Tensor target, LossArguments arguments)
        {
            ThrowIf(where == (training ? "loss in training" : "loss in validation"));
            return nn.functional.cross_entropy(output, target);
        }
    }

    private sealed class FailingMetric(string where) : Metric<Tensor, Tensor>
    {
        public override IReadOnlyList<MetricKey> Keys { get; } = [new("number")];

        public override void Update(Tensor output, Tensor target) => ThrowIf(where == "metric's update");

        public override IReadOnlyList<double> Compute()
        {
            ThrowIf(where == "metric's value");
            return [1];
        }

        public override void Reset()
        {
        }

        public override void Merge(Metric<Tensor, Tensor> other)
        {
        }

        public override System.Text.Json.Nodes.JsonNode CaptureState() => new System.Text.Json.Nodes.JsonObject();

        public override void RestoreState(System.Text.Json.Nodes.JsonNode state)
        {
        }
    }

    private sealed class FailingDataset(bool fails) : Dataset<ToySample>
    {
        public override int Count => 8;

        public override ToySample this[int index]
        {
            get
            {
                ThrowIf(fails && index == 5);
                return new ToySample([index, 1, 2, 3], index % 3);
            }
        }
    }

    private sealed class FailingCollator(string where) : Collator<ToySample, Tensor, Tensor>
    {
        public override void Write(ToySample sample, SampleWriter writer)
        {
        }

        public override Tensor ReadInput(BatchTensors batch)
        {
            ThrowIf(where == "batch's reading");
            return zeros(batch.Count, 4);
        }

        public override Tensor ReadTarget(BatchTensors batch) => zeros(batch.Count, int64);
    }

    private sealed class FailingSchedule(string where) : Schedule
    {
        protected override double CurveAt(double baseRate, SchedulePosition position)
        {
            ThrowIf(where == "schedule's rate");
            return baseRate;
        }

        public override void OnEpochReport(EpochReport report) => ThrowIf(where == "schedule at a report");
    }

    private sealed class FailingOptimizer(nn.Module module) : Optimizer([new ParameterGroup("all", [.. module.named_parameters().Select(entry => KeyValuePair.Create(entry.name, entry.parameter))])])
    {
        public override void Step(double learningRate) => ThrowIf(true);

        public override IReadOnlyList<KeyValuePair<string, Tensor>> CaptureState() => [];

        public override void RestoreState(IReadOnlyDictionary<string, Tensor> state)
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
