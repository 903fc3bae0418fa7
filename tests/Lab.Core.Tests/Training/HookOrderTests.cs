namespace Lab.Tests.Training;

public sealed class HookOrderTests
{
    private sealed class TracingOptim(string name, List<string> trace) : OptimHook
    {
        public override string Name => name;

        public override BatchCount Window => new(name == "outer" ? 2 : 1);

        public override void Attach(OptimParts parts) => trace.Add($"{name} attach");

        public override void Loss(LossContext loss, LossDelegate next) => Around($"loss {loss.Batch}", () => next(loss));

        public override void Backward(BackwardContext backward, BackwardDelegate next) => Around($"backward {backward.Batch} x{backward.Weight:0.00}", () => next(backward));

        public override void Step(StepContext step, StepDelegate next) => Around($"step {step.Number} of {step.Samples}", () => next(step));

        public override void OnRunStart(RunInfo run) => trace.Add($"{name} run start");

        public override void OnRunEnd(RunResult result) => trace.Add($"{name} run end {result.Status}");

        public override void OnFault(RunFault fault) => trace.Add($"{name} fault");

        protected override void Dispose(bool disposing)
        {
            trace.Add($"{name} dispose");
            base.Dispose(disposing);
        }

        private void Around(string what, Action inner)
        {
            trace.Add($"{name} > {what}");
            try
            {
                inner();
            }
            finally
            {
                trace.Add($"{name} < {what}");
            }
        }
    }

    private sealed class TracingBatch(List<string> trace) : BatchHook
    {
        public override void OnEpochStart(EpochStart epoch) => trace.Add($"batch: {epoch.Phase} {epoch.Epoch} start");

        public override void OnBatchStart(BatchStart batch) => trace.Add($"batch: {batch.Phase} {batch.Batch} start");

        public override void OnBatchEnd(BatchEnd batch, RunControl control) => trace.Add($"batch: {batch.Phase} {batch.Batch} end, step {batch.Step}{(batch.Stepped ? " stepped" : string.Empty)}");

        public override void OnEpochEnd(EpochEnd epoch) => trace.Add($"batch: {epoch.Phase} {epoch.Epoch} end");

        public override void OnEpochReport(EpochReport report, RunControl control) => trace.Add($"batch: report {report.Epoch}");
    }

    [Test]
    public void One_epoch_calls_every_hook_in_the_documented_order()
    {
        var trace = new List<string>();
        var hooks = new Hook[] { new TracingOptim("outer", trace), new TracingBatch(trace), new TracingOptim("inner", trace) };
        using (var run = new ToyRun(new TrainerOptions { Epochs = 1.Epochs() }, hooks, samples: 20, loader: new LoaderOptions { BatchSize = 8, LoaderThreads = 0 }))
        {
            run.Fit();
        }

        Assert.That(trace, Is.EqualTo(new[]
        {
            "outer attach", "inner attach", "outer run start", "inner run start",
            "batch: Train 1 start",
            "batch: Train 0 start",
            "outer > loss 0", "inner > loss 0", "inner < loss 0", "outer < loss 0",
            "outer > backward 0 x0.50", "inner > backward 0 x0.50", "inner < backward 0 x0.50", "outer < backward 0 x0.50",
            "batch: Train 0 end, step 0",
            "batch: Train 1 start",
            "outer > loss 1", "inner > loss 1", "inner < loss 1", "outer < loss 1",
            "outer > backward 1 x0.50", "inner > backward 1 x0.50", "inner < backward 1 x0.50", "outer < backward 1 x0.50",
            "outer > step 1 of 16", "inner > step 1 of 16", "inner < step 1 of 16", "outer < step 1 of 16",
            "batch: Train 1 end, step 1 stepped",
            "batch: Train 2 start",
            "outer > loss 2", "inner > loss 2", "inner < loss 2", "outer < loss 2",
            "outer > backward 2 x1.00", "inner > backward 2 x1.00", "inner < backward 2 x1.00", "outer < backward 2 x1.00",
            "outer > step 2 of 4", "inner > step 2 of 4", "inner < step 2 of 4", "outer < step 2 of 4",
            "batch: Train 2 end, step 2 stepped",
            "batch: Train 1 end",
            "batch: Validation 1 start",
            "batch: Validation 0 start", "batch: Validation 0 end, step 2",
            "batch: Validation 1 start", "batch: Validation 1 end, step 2",
            "batch: Validation 2 start", "batch: Validation 2 end, step 2",
            "batch: Validation 1 end",
            "batch: report 1",
            "inner run end Completed", "outer run end Completed",
            "inner dispose", "outer dispose",
        }));
    }

    private sealed class Throwing(string where) : BatchHook
    {
        public override void OnRunStart(RunInfo run) => ThrowIf(nameof(OnRunStart));

        public override void OnEpochStart(EpochStart epoch) => ThrowIf(nameof(OnEpochStart));

        public override void OnBatchStart(BatchStart batch) => ThrowIf(nameof(OnBatchStart));

        public override void OnBatchEnd(BatchEnd batch, RunControl control) => ThrowIf(nameof(OnBatchEnd));

        public override void OnEpochEnd(EpochEnd epoch) => ThrowIf(nameof(OnEpochEnd));

        public override void OnEpochReport(EpochReport report, RunControl control) => ThrowIf(nameof(OnEpochReport));

        private void ThrowIf(string member)
        {
            if (member == where)
            {
                throw new InvalidOperationException("broken on purpose");
            }
        }
    }

    [TestCase(nameof(BatchHook.OnRunStart))]
    [TestCase(nameof(BatchHook.OnEpochStart))]
    [TestCase(nameof(BatchHook.OnBatchStart))]
    [TestCase(nameof(BatchHook.OnBatchEnd))]
    [TestCase(nameof(BatchHook.OnEpochEnd))]
    [TestCase(nameof(BatchHook.OnEpochReport))]
    public void An_observer_that_throws_is_named_and_every_hook_hears_of_it_once_in_reverse(string member)
    {
        var trace = new List<string>();
        using var run = new ToyRun(new TrainerOptions { Epochs = 1.Epochs() }, [new TracingOptim("first", trace), new Throwing(member), new TracingOptim("last", trace)], samples: 8);

        Assert.That(
            () => run.Fit(),
            Throws.TypeOf<HookException>().With.Message.Contains(nameof(Throwing)).And.Message.Contains(member).And.Message.Contains("broken on purpose").And.InnerException.Property("StackTrace").Contains("ThrowIf"));
        Assert.That(trace.Skip(trace.IndexOf("last fault")), Is.EqualTo(new[] { "last fault", "first fault", "last run end Failed", "first run end Failed", "last dispose", "first dispose" }));
    }

    private sealed class ThrowingOptim : OptimHook
    {
        public override void Backward(BackwardContext backward, BackwardDelegate next)
        {
            next(backward);
            throw new InvalidOperationException("broken on purpose");
        }
    }

    [Test]
    public void The_inner_optim_hook_that_throws_is_named_not_the_ones_around_it()
    {
        var trace = new List<string>();
        using var run = new ToyRun(new TrainerOptions { Epochs = 1.Epochs() }, [new TracingOptim("outermost", trace), new ThrowingOptim()], samples: 8);

        Assert.That(() => run.Fit(), Throws.TypeOf<HookException>().With.Property(nameof(HookException.Hook)).EqualTo(nameof(ThrowingOptim)));
        Assert.That(trace, Has.Some.StartsWith("outermost < backward"), "finally blocks of the hooks around it have run");
    }

    private sealed class ThrowingDataset : Dataset<ToySample>
    {
        public override int Count => 8;

        public override ToySample this[int index] => index == 5 ? throw new UnreadableSampleException("photo-5.jpg", "it is truncated") : new ToySample([0, 0, 0, 0], 0);

        public override string Describe(int index) => $"photo-{index}.jpg";
    }

    [Test]
    public void A_fault_outside_hooks_says_where_the_run_stood_and_keeps_its_message()
    {
        using var run = new ToyRun(new TrainerOptions { Epochs = 1.Epochs() });
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(new ThrowingDataset(), new ToyCollator(), Phase.Train, new LoaderOptions { LoaderThreads = 2 });

        Assert.That(() => run.Trainer.Fit(loader), Throws.TypeOf<LabException>().With.Message.Contains("photo-5.jpg").And.Message.Contains("truncated").And.Message.Contains("--unreadable-samples skip"));
    }

    private sealed class StopAt(int batch, int epoch) : BatchHook
    {
        public override void OnBatchEnd(BatchEnd end, RunControl control)
        {
            if (end.Phase == Phase.Train && end.Epoch >= epoch && end.Batch == batch)
            {
                control.RequestStop("enough is enough");
            }
        }
    }

    [Test]
    public void A_wish_to_stop_ends_the_run_at_that_step_and_is_named()
    {
        using var run = new ToyRun(new TrainerOptions { Epochs = 5.Epochs() }, [new StopAt(batch: 3, epoch: 2)]);
        var result = run.Fit();

        Assert.That(result.Status, Is.EqualTo(RunStatus.Stopped));
        Assert.That(result.Reason, Is.EqualTo("StopAt: enough is enough"));
        Assert.That(result.Position, Is.EqualTo(new Position(1, 4, 7 + 4)));
    }

    [Test]
    public void The_minimum_of_epochs_outlasts_a_wish_to_stop()
    {
        using var run = new ToyRun(new TrainerOptions { Epochs = 5.Epochs(), MinimumEpochs = 3.Epochs() }, [new StopAt(batch: 3, epoch: 1)]);
        var result = run.Fit();

        Assert.That(result.Status, Is.EqualTo(RunStatus.Stopped));
        Assert.That(result.Position, Is.EqualTo(new Position(3, 0, 21)));
    }

    private sealed class OffHook(List<string> trace) : BatchHook, IStateful<Recorded>
    {
        public override bool IsEnabled => false;

        public override IReadOnlyList<MonitoredMetric> Monitors => [new(Phase.Validation, "nothing-produces-it")];

        public override void OnRunStart(RunInfo run) => trace.Add("run start");

        public override void OnEpochStart(EpochStart epoch) => trace.Add("epoch start");

        public override void OnBatchStart(BatchStart batch) => trace.Add("batch start");

        public override void OnBatchEnd(BatchEnd batch, RunControl control) => trace.Add("batch end");

        public override void OnEpochEnd(EpochEnd epoch) => trace.Add("epoch end");

        public override void OnEpochReport(EpochReport report, RunControl control) => trace.Add("report");

        public override void OnRunEnd(RunResult result) => trace.Add("run end");

        public Recorded CaptureState()
        {
            trace.Add("capture");
            return new Recorded(0);
        }

        public void RestoreState(Recorded state) => trace.Add("restore");

        protected override void Dispose(bool disposing)
        {
            trace.Add("dispose");
            base.Dispose(disposing);
        }
    }

    [Test]
    public void A_hook_that_is_off_is_asked_for_its_state_and_disposed_and_called_for_nothing_else()
    {
        var trace = new List<string>();
        using (var run = new ToyRun(new TrainerOptions { Epochs = 1.Epochs() }, [new OffHook(trace), new TracingBatch([])]))
        {
            run.Fit();
            Assert.That(run.Trainer.DescribePlan(), Does.EndWith($"{Environment.NewLine}off: OffHook{Environment.NewLine}").And.Not.Match("run start +OffHook"));
        }

        Assert.That(trace.Distinct(), Is.EqualTo(new[] { "capture", "dispose" }));
    }

    [Test]
    public void A_plan_names_every_phase_and_the_hooks_in_it_in_order_in_and_out()
    {
        using var run = new ToyRun(new TrainerOptions(), [new TracingOptim("outer", []), new StopAt(0, 0), new TracingBatch([]), new TracingOptim("inner", [])]);

        Assert.That(run.Trainer.DescribePlan().ReplaceLineEndings("\n"), Is.EqualTo("""
            train
              run start                          outer, inner
              epoch start (train)                TracingBatch
                batch start                      TracingBatch
                forward and loss                 outer > inner > model and loss > inner > outer
                backward                         outer > inner > autograd > inner > outer
                loss or gradient not finite
                optimizer step                   outer > inner > optimizer > inner > outer
                batch end                        StopAt, TracingBatch
              epoch end (train)                  TracingBatch
              validation: epoch start            TracingBatch
                batch start                      TracingBatch
                batch end                        StopAt, TracingBatch
              validation: epoch end              TracingBatch
              report of the epoch                TracingBatch
              stop requests merged
              checkpoint
              fault (in reverse)                 inner, outer
              run end (in reverse)               inner, outer
              dispose (in reverse)               inner, outer

            evaluate, predict: a pass that runs alone
              run start
              epoch start                        TracingBatch
                batch start                      TracingBatch
                batch end                        StopAt, TracingBatch
              epoch end                          TracingBatch
              fault (in reverse)
              run end (in reverse)
              dispose (in reverse)

            """.ReplaceLineEndings("\n")));
    }
}
