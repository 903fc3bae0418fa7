using System.Text.Json.Nodes;
using Lab.Checkpoints;
using Lab.Weights;
using static TorchSharp.torch;

namespace Lab.Tests.Training;

public sealed class NonFiniteTests
{
    private static readonly TrainerOptions Skip = new() { Epochs = 2.Epochs(), NonFinite = NonFinitePolicy.SkipStep };

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("lab-non-finite-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private sealed class Accumulate(int batches) : OptimHook
    {
        public override BatchCount Window => batches.Batches();
    }

    /// <summary>Makes the loss of a batch, or the first parameter's gradient of it, a value of its own. Its forward pass is as ever.</summary>
    private sealed class Poison(int epoch, int batch, double? loss = null, double? gradient = null) : OptimHook
    {
        private OptimParts _parts = null!;

        public override void Attach(OptimParts parts) => _parts = parts;

        public override void Loss(LossContext context, LossDelegate next)
        {
            next(context);
            if ((context.Epoch, context.Batch) == (epoch, batch) && loss is { } value)
            {
                context.Loss = context.Loss * value;
            }
        }

        public override void Backward(BackwardContext backward, BackwardDelegate next)
        {
            next(backward);
            if ((backward.Epoch, backward.Batch) == (epoch, batch) && gradient is { } value)
            {
                using Scalar scalar = value.ToScalar();
                using var poisoned = _parts.Model.parameters().First().grad!;
                using var element = poisoned[1, 2];
                element.fill_(scalar);
            }
        }
    }

    /// <summary>Skips a step as a hook would, and keeps a batch from the buffers: what the policy must come to.</summary>
    private sealed class SkipByHook(long number, int? unseen = null) : OptimHook
    {
        private OptimParts _parts = null!;
        private List<(Tensor Buffer, Tensor Copy)> _kept = [];

        public override void Attach(OptimParts parts) => _parts = parts;

        public override void Loss(LossContext loss, LossDelegate next)
        {
            _kept = [.. _parts.Model.named_buffers().Select(pair => (pair.buffer, pair.buffer.clone()))];
            next(loss);
        }

        public override void Backward(BackwardContext backward, BackwardDelegate next)
        {
            next(backward);
            using var noGradient = no_grad();
            foreach (var (buffer, copy) in _kept.Where(_ => (backward.Epoch, backward.Batch) == (2, unseen)))
            {
                buffer.copy_(copy);
            }
        }

        public override void Step(StepContext step, StepDelegate next)
        {
            if (step.Number != number)
            {
                next(step);
            }
        }
    }

    private sealed class Recorder : BatchHook
    {
        public List<NonFinite> Found { get; } = [];

        public List<string> Calls { get; } = [];

        public Dictionary<int, EpochEnd> Train { get; } = [];

        public override void OnNonFinite(NonFinite found, RunControl control)
        {
            Found.Add(found);
            Calls.Add("found");
        }

        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Phase == Phase.Train)
            {
                Calls.Add(batch.Stepped ? "stepped" : "not stepped");
            }
        }

        public override void OnEpochEnd(EpochEnd epoch)
        {
            if (epoch.Phase == Phase.Train)
            {
                Train.Add(epoch.Epoch, epoch);
            }
        }

        public override void OnFault(RunFault fault) => Calls.Add("fault");
    }

    private sealed class CountSteps : OptimHook
    {
        public List<long> Numbers { get; } = [];

        public override void Step(StepContext step, StepDelegate next)
        {
            Numbers.Add(step.Number);
            next(step);
        }
    }

    [TestCase(double.NaN, null)]
    [TestCase(double.PositiveInfinity, null)]
    [TestCase(null, double.NaN)]
    [TestCase(null, double.NegativeInfinity)]
    public void Stop_fails_with_place_samples_and_what_to_try_after_telling_the_hooks(double? loss, double? gradient)
    {
        var recorder = new Recorder();
        using var run = new ToyRun(new TrainerOptions { Epochs = 2.Epochs() }, [new Poison(2, 1, loss, gradient), recorder]);

        Assert.That(
            () => run.Fit(),
            Throws.TypeOf<LabException>().With.Message.Contains("epoch 2, step 9, batch 1").And.Message.Contains("sample ").And.Message.Contains("--non-finite skip-step")
                .And.Message.Contains(loss is null ? "hidden.weight" : "the loss is"));
        Assert.That(recorder.Calls.TakeLast(2), Is.EqualTo(new[] { "found", "fault" }));
        var found = recorder.Found.Single();
        Assert.That((found.Epoch, found.Step, found.IsLoss, found.Policy), Is.EqualTo((2, 9L, loss is not null, NonFinitePolicy.Stop)));
        Assert.That(found.Batches.Single().Indices, Has.Count.EqualTo(8));
        Assert.That(found.Samples, Is.EqualTo(found.Batches.Single().Indices.Select(index => $"sample {index}")));
        Assert.That(found.Parameters, loss is null ? Is.EqualTo(new[] { "hidden.weight" }) : Is.Empty);
    }

    [TestCase(1, double.NaN, null)]
    [TestCase(1, null, double.NaN)]
    [TestCase(2, double.NaN, null)]
    [TestCase(3, null, double.PositiveInfinity)]
    [TestCase(7, double.NaN, null)]
    public void A_skipped_step_leaves_what_a_hook_that_skips_it_would(int window, double? loss, double? gradient)
    {
        const int Batch = 4;
        var step = 7L / window + (7 % window == 0 ? 0 : 1) + (Batch / window) + 1;
        var (recorder, count) = (new Recorder(), new CountSteps());
        using var skipped = new ToyRun(Skip, [new Accumulate(window), new Poison(2, Batch, loss, gradient), count, recorder]);
        var result = skipped.Fit();
        using var expected = new ToyRun(Skip, [new Accumulate(window), new SkipByHook(step, unseen: loss is null ? null : Batch)]);
        var expectedResult = expected.Fit();

        Assert.That(skipped.WeightHash(), Is.EqualTo(expected.WeightHash()));
        Assert.That(result.Position, Is.EqualTo(expectedResult.Position));
        Assert.That(count.Numbers, Is.EqualTo(Enumerable.Range(1, (int)result.Position.Step).Select(number => (long)number).Where(number => number != step)));
        Assert.That((recorder.Train[1].SkippedSteps, recorder.Train[2].SkippedSteps), Is.EqualTo((0L, 1L)));
        Assert.That(recorder.Calls.Count(call => call == "stepped"), Is.EqualTo(result.Position.Step - 1));
        var found = recorder.Found.Single();
        Assert.That(found.Step, Is.EqualTo(step));
        Assert.That(
            found.Batches.Select(batch => batch.Batch),
            Is.EqualTo(loss is not null ? [Batch] : Enumerable.Range(Batch / window * window, Math.Min(window, 7 - (Batch / window * window)))));
    }

    private sealed class PoisonInput(int epoch, int batch) : OptimHook<Tensor, Tensor, Tensor>
    {
        public override void Loss(LossContext<Tensor, Tensor, Tensor> loss, LossDelegate next)
        {
            if ((loss.Epoch, loss.Batch) == (epoch, batch))
            {
                loss.Input = loss.Input.mul(float.NaN);
            }

            next(loss);
        }
    }

    [Test]
    public void An_input_that_is_not_finite_reaches_no_weight_no_statistic_and_no_validation()
    {
        using var run = new ToyRun(Skip, [new PoisonInput(1, 4)]);
        var result = run.Fit();

        Assert.That(run.Model.state_dict().Where(pair => pair.Value.is_floating_point()).Select(pair => pair.Value.isfinite().all().item<bool>()), Has.All.True);
        Assert.That(double.IsFinite(result.LastReport!.Get(Phase.Validation, MetricKey.Loss)), Is.True);
    }

    // Like a data set of which some files are gone.
    private sealed class PartlyUnreadable : Dataset<ToySample>
    {
        public override int Count => 16;

        public override ToySample this[int index] => index < 8 ? new ToySample([1, 2, 3, 4], 0) : throw new UnreadableSampleException($"sample {index}", "it is gone");
    }

    [Test]
    public void Where_the_rest_of_the_window_could_not_be_read_it_is_told_without_a_dump()
    {
        var recorder = new Recorder();
        using var run = new ToyRun(
            Skip with { DumpNonFinite = true },
            [new Accumulate(2), new Poison(1, 0, gradient: double.NaN), recorder],
            configure: parts => parts with { Folder = _folder });
        using var train = new DatasetLoader<ToySample, Tensor, Tensor>(
            new PartlyUnreadable(), new ToyCollator(), Phase.Validation, new LoaderOptions { BatchSize = 8, LoaderThreads = 0, UnreadableSamples = UnreadableSamples.Skip }, 1);
        run.Trainer.Fit(train);

        Assert.That(recorder.Found, Has.Count.EqualTo(1));
        Assert.That(recorder.Found[0].Dump, Is.Null);
    }

    [Test]
    public void A_batch_whose_loss_is_not_finite_is_left_out_of_the_epochs_numbers()
    {
        var recorder = new Recorder();
        using var run = new ToyRun(Skip, [new Poison(1, 3, loss: double.NaN), recorder]);
        run.Fit();

        Assert.That((recorder.Train[1].Samples, recorder.Train[2].Samples), Is.EqualTo((42L, 50L)));
        Assert.That(recorder.Train[1].Metrics.Select(pair => pair.Value), Is.All.Matches<double>(double.IsFinite));
    }

    [Test]
    public void Continue_makes_the_step_and_tells_of_it()
    {
        var recorder = new Recorder();
        using var run = new ToyRun(new TrainerOptions { Epochs = 1.Epochs(), NonFinite = NonFinitePolicy.Continue }, [new Poison(1, 6, gradient: double.NaN), recorder]);
        var result = run.Fit(validate: false);

        Assert.That(result.Status, Is.EqualTo(RunStatus.Completed));
        Assert.That(recorder.Calls.TakeLast(2), Is.EqualTo(new[] { "found", "stepped" }));
        Assert.That(recorder.Train[1].SkippedSteps, Is.Zero);
        using var scope = NewDisposeScope();
        Assert.That(run.Model.parameters().First().isnan().any().item<bool>(), Is.True);
    }

    private sealed class StopWhenFound : EpochHook
    {
        public string? Saved { get; private set; }

        public override void OnNonFinite(NonFinite found, RunControl control)
        {
            Saved = control.RequestCheckpoint("suspect");
            control.RequestStop("look at this first");
        }
    }

    [Test]
    public void A_hook_that_hears_of_it_may_stop_the_run_and_save_the_step()
    {
        var stop = new StopWhenFound();
        using var run = new ToyRun(Skip, [new Accumulate(2), new Poison(1, 2, loss: double.NaN), stop], folder: _folder);
        var result = run.Fit();

        Assert.That((result.Status, result.Reason, result.Position), Is.EqualTo((RunStatus.Stopped, "StopWhenFound: look at this first", new Position(0, 4, 2))));
        Assert.That(new CheckpointStore(_folder).Open("suspect").Name, Is.EqualTo(stop.Saved));
    }

    private sealed class SaveAll : BatchHook
    {
        public HashSet<string> Names { get; } = [];

        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Phase == Phase.Train)
            {
                Names.Add(control.RequestCheckpoint());
            }
        }
    }

    [Test]
    public void A_run_with_skipped_steps_is_resumed_from_any_of_them_to_the_same_bits_and_numbers()
    {
        IReadOnlyList<Hook> Hooks(params Hook[] more) => [new Accumulate(2), new Poison(1, 3, loss: double.NaN), new Poison(2, 1, gradient: double.NaN), .. more];
        var save = new SaveAll();
        using var whole = new ToyRun(Skip, Hooks(save), folder: _folder);
        var expected = whole.Fit();

        Assert.That(save.Names, Has.Count.EqualTo(8));
        foreach (var name in save.Names.SkipLast(1))
        {
            using var rest = new ToyRun(Skip, Hooks());
            var result = rest.Fit(new CheckpointStore(_folder).Open(name));

            Assert.That(rest.WeightHash(), Is.EqualTo(whole.WeightHash()), name);
            Assert.That(result.LastReport!.Train!.SkippedSteps, Is.EqualTo(1), name);
            Assert.That(result.SkippedSteps, Is.EqualTo(expected.SkippedSteps), name);
            Assert.That(result.LastReport.Train.Metrics, Is.EqualTo(expected.LastReport!.Train!.Metrics), name);
        }
    }

    [Test]
    public void Live_tensors_are_constant_where_every_step_is_skipped()
    {
        CollectLeftOvers();
        var census = new Census();
        using var run = new ToyRun(Skip with { Epochs = 4.Epochs() }, [new AlwaysNaN(), census]);
        run.Fit(validate: false);

        Assert.That(census.Counts, Has.Count.EqualTo(28));
        Assert.That(census.Counts.Skip(1).Distinct(), Has.Exactly(1).Items);
    }

    // Tensors that another test has forgotten count until they are finalised.
    private static void CollectLeftOvers()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private sealed class AlwaysNaN : OptimHook
    {
        public override void Loss(LossContext context, LossDelegate next)
        {
            next(context);
            context.Loss = context.Loss * double.NaN;
        }
    }

    private sealed class Census : BatchHook
    {
        public List<long> Counts { get; } = [];

        public override void OnBatchStart(BatchStart batch) => Counts.Add(Tensor.TotalCount);
    }

    [Test]
    public void The_batch_is_written_on_request()
    {
        var recorder = new Recorder();
        using var run = new ToyRun(
            Skip with { DumpNonFinite = true }, [new Accumulate(2), new Poison(1, 2, loss: double.NaN), new Poison(1, 5, gradient: double.NaN), recorder],
            configure: parts => parts with { Folder = _folder });
        run.Fit();

        Assert.That(recorder.Found.Select(found => found.Dump), Is.EqualTo(new[] { "step-00000002-batch-2", "step-00000003-batch-5" }.Select(name => Path.Combine(_folder, "non-finite", name))));
        using var scope = NewDisposeScope();
        using var file = WeightFile.Open(Path.Combine(recorder.Found[0].Dump!, "batch.safetensors"));
        Assert.That(file.Entries.ToDictionary(pair => pair.Key, pair => string.Join("x", pair.Value.Shape)), Is.EqualTo(new Dictionary<string, string> { ["input"] = "8x4", ["target"] = "8", ["output"] = "8x3" }));
        var indices = recorder.Found[0].Batches[0].Indices;
        Assert.That(file.Read("target").data<long>().ToArray(), Is.EqualTo(indices.Select(index => (long)(index % 3))));
        var text = JsonNode.Parse(File.ReadAllText(Path.Combine(recorder.Found[1].Dump!, "batch.json")))!;
        Assert.That(text["parameters"]![0]!.GetValue<string>(), Is.EqualTo("hidden.weight"));
        Assert.That(text["samples"]!.AsArray(), Has.Count.EqualTo(16));
    }

    [Test]
    public void Writing_batches_without_a_run_folder_is_refused()
    {
        using var run = new ToyRun(Skip with { DumpNonFinite = true });

        Assert.That(() => run.Fit(), Throws.TypeOf<LabValidationException>().With.Message.Contains("--dump-non-finite"));
    }
}
