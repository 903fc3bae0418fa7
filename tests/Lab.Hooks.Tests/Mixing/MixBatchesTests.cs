using Lab.Checkpoints;
using Lab.Tests.Training;
using static TorchSharp.torch;

namespace Lab.Hooks.Tests.Mixing;

public sealed class MixBatchesTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 3.Epochs(), Device = "cpu", Seed = 5 };

    [OneTimeSetUp]
    public void LoadTorch() => Lab.Native.TorchRuntime.EnsureLoaded();

    [Test]
    public void The_loss_sees_probabilities_until_the_epoch_in_which_mixing_is_switched_off()
    {
        var seen = new Seen();
        using var run = new ToyRun(Options, [new MixBatches<Tensor, Tensor>(new MixOptions { MixupAlpha = 1, Epochs = 2.Epochs() }), seen]);
        run.Fit();

        Assert.That(seen.Soft.Where(batch => batch.Epoch <= 2).Select(batch => batch.Soft), Is.All.True);
        Assert.That(seen.Soft.Where(batch => batch.Epoch > 2).Select(batch => batch.Soft), Is.EqualTo(Enumerable.Repeat(false, 7)));
    }

    [Test]
    public void Off_it_changes_no_bit_and_on_it_does()
    {
        Assert.That(HashOf(new MixBatches<Tensor, Tensor>(new MixOptions())), Is.EqualTo(HashOf()));
        Assert.That(HashOf(Mixup()), Is.Not.EqualTo(HashOf()));
    }

    [Test]
    public void A_second_pass_over_a_batch_sees_the_same_mixture()
    {
        var seen = new Seen();
        using var run = new ToyRun(Options, [Mixup(), new SharpnessAwareMinimization(0.1), seen]);
        run.Fit();

        Assert.That(seen.Sums.Where((_, i) => i % 2 == 1), Is.EqualTo(seen.Sums.Where((_, i) => i % 2 == 0)));
    }

    [Test]
    public void A_resumed_run_ends_with_the_same_bits()
    {
        var expected = HashOf(Mixup());
        using var folder = new TemporaryFolder();
        using (var cancellation = new CancellationTokenSource())
        using (var first = new ToyRun(Options, [Mixup(), new CancelAt(10, cancellation)], folder: folder.Path))
        {
            first.Fit(cancellation: cancellation.Token);
        }

        using var rest = new ToyRun(Options, [Mixup()]);
        rest.Fit(new CheckpointStore(folder.Path).FindNewest(out _));
        Assert.That(rest.WeightHash(), Is.EqualTo(expected));
    }

    [Test]
    public void Other_targets_are_mixed_by_a_function()
    {
        var calls = 0;
        using var run = new ToyRun(Options, [new MixBatches<Tensor, Tensor>(new MixOptions { MixupAlpha = 1 }, (target, mix) =>
        {
            calls++;
            return mix.Soften(target, 3);
        })]);
        run.Fit();

        Assert.That(calls, Is.EqualTo(21));
        Assert.That(run.WeightHash(), Is.EqualTo(HashOf(new MixBatches<Tensor, Tensor>(new MixOptions { MixupAlpha = 1 }))));
    }

    private static MixBatches<Tensor, Tensor> Mixup() => new(new MixOptions { MixupAlpha = 0.8, Probability = 0.9 });

    private static string HashOf(params Hook[] hooks)
    {
        using var run = new ToyRun(Options, hooks);
        run.Fit();
        return run.WeightHash();
    }

    private sealed class Seen : OptimHook<Tensor, Tensor, Tensor>
    {
        public List<(int Epoch, bool Soft)> Soft { get; } = [];

        public List<double> Sums { get; } = [];

        public override void Loss(LossContext<Tensor, Tensor, Tensor> loss, LossDelegate next)
        {
            Soft.Add((loss.Epoch, loss.Target.is_floating_point()));
            Sums.Add(loss.Input.sum().item<float>());
            next(loss);
        }
    }

    private sealed class CancelAt(long step, CancellationTokenSource cancellation) : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
            if (batch.Step == step && batch.Phase == Phase.Train)
            {
                cancellation.Cancel();
            }
        }
    }
}
