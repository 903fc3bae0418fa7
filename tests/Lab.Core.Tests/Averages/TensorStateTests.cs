using Lab.Checkpoints;
using Lab.Tests.Training;
using static TorchSharp.torch;

namespace Lab.Tests.Averages;

public sealed class TensorStateTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 2.Epochs() };

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("lab-tensors-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    /// <summary>Sums up the gradients of a parameter.</summary>
    private sealed class GradientSum(string name = nameof(GradientSum)) : OptimHook, ITensorStateful
    {
        private Tensor? _sum;

        public override string Name => name;

        public float[] Sum => _sum!.data<float>().ToArray();

        public IReadOnlyList<KeyValuePair<string, Tensor>> CaptureTensors() => _sum is null ? [] : [new("head.bias", _sum)];

        public void RestoreTensors(IReadOnlyDictionary<string, Tensor> state) => _sum = state["head.bias"].clone().DetachFromDisposeScope();

        public override void Step(StepContext step, StepDelegate next)
        {
            var gradient = step.Gradients.Named().Single(pair => pair.Key == "head.bias").Value;
            _sum ??= zeros_like(gradient).DetachFromDisposeScope();
            _sum.add_(gradient);
            next(step);
        }

        protected override void Dispose(bool disposing)
        {
            _sum?.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class CancelAt(long step, CancellationTokenSource source) : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Step == step && batch.Phase == Phase.Train)
            {
                source.Cancel();
            }
        }
    }

    [Test]
    public void Tensors_of_hooks_are_saved_by_hook_and_continue_to_the_same_bits()
    {
        var (one, two) = (new GradientSum("one"), new GradientSum("two"));
        using var whole = new ToyRun(Options, [one, two]);
        whole.Fit();

        using var source = new CancellationTokenSource();
        using var cancelled = new ToyRun(Options, [new GradientSum("one"), new GradientSum("two"), new CancelAt(10, source)], folder: _folder);
        cancelled.Fit(cancellation: source.Token);
        var (again, other) = (new GradientSum("one"), new GradientSum("two"));
        using var rest = new ToyRun(Options, [other, again]);
        rest.Fit(new CheckpointStore(_folder).FindNewest(out _));

        Assert.That(again.Sum, Is.EqualTo(one.Sum));
        Assert.That(other.Sum, Is.EqualTo(two.Sum));
    }

    [Test]
    public void A_hook_more_or_less_than_the_checkpoint_has_tensors_of_is_refused_by_name()
    {
        using var run = new ToyRun(Options, [new GradientSum("kept")], folder: _folder);
        run.Fit();
        var checkpoint = new CheckpointStore(_folder).FindNewest(out _)!;
        using var less = new ToyRun(Options with { Epochs = 3.Epochs() });
        using var more = new ToyRun(Options with { Epochs = 3.Epochs() }, [new GradientSum("kept"), new GradientSum("new")]);

        Assert.That(() => less.Fit(checkpoint), Throws.TypeOf<LabValidationException>().With.Message.Contains("the tensors of the hook kept, which this run lacks"));
        Assert.That(() => more.Fit(checkpoint), Throws.TypeOf<LabValidationException>().With.Message.Contains("no tensors for the hook new, which this run has"));
    }

    [Test]
    public void Names_that_would_mix_two_hooks_tensors_up_are_refused()
    {
        using var twice = new ToyRun(Options, [new GradientSum(), new GradientSum()]);
        using var slash = new ToyRun(Options, [new GradientSum("a/b")]);

        Assert.That(() => twice.Fit(), Throws.TypeOf<LabValidationException>().With.Message.Contains("Two hooks keep tensors under the name 'GradientSum'"));
        Assert.That(() => slash.Fit(), Throws.TypeOf<LabValidationException>().With.Message.Contains("must not hold '/'"));
    }
}
