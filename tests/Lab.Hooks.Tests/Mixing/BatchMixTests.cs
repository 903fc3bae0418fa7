using Lab.Losses;
using static TorchSharp.torch;

namespace Lab.Hooks.Tests.Mixing;

/// <summary>Mixtures against a transcription of timm's Mixup, mode batch: row i of ours is row N - 1 - i of timm's where timm's share is below one half.</summary>
public sealed class BatchMixTests
{
    private static readonly double[] Logits = [0.5, -1, 2, 1, 1.5, -0.25, 0, -2, 0.75, 2.25, 0.5, -1];

    [OneTimeSetUp]
    public void LoadTorch() => Lab.Native.TorchRuntime.EnsureLoaded();

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    private DisposeScope _scope = null!;

    [TestCase(0.3)]
    [TestCase(0.7)]
    public void Mixup_is_a_weighted_mean_in_which_every_sample_keeps_the_larger_share(double drawn)
    {
        var mix = BatchMix.Mixup(drawn);
        var given = tensor(new[] { 0f, 10, 100, 1000 }, [4, 1]);
        var mixed = mix.Apply(given);

        Assert.That(mix.Share, Is.EqualTo(0.7));
        Assert.That(mixed.data<float>().ToArray(), Is.EqualTo(new[] { 300f, 37, 73, 700 }).Within(1e-3));
        Assert.That(given.data<float>().ToArray(), Is.EqualTo(new[] { 0f, 10, 100, 1000 }), "a second pass must find the batch as it was");
    }

    [Test]
    public void The_middle_of_an_odd_batch_and_a_single_sample_stay_as_they_are()
    {
        Assert.That(BatchMix.Mixup(0.6).Apply(tensor(new[] { 0f, 5, 10 })).data<float>().ToArray(), Is.EqualTo(new[] { 4f, 5, 6 }).Within(1e-5));
        Assert.That(BatchMix.Mixup(0.6).Apply(tensor(new[] { 3f })).data<float>().ToArray(), Is.EqualTo(new[] { 3f }).Within(1e-6));
    }

    [Test]
    public void CutMix_pastes_the_box_of_the_other_and_shares_are_those_of_the_pixels()
    {
        var mix = BatchMix.CutMix(new MixBox(1, 0, 2, 1), width: 4, height: 2);
        var mixed = mix.Apply(stack([zeros(1, 2, 4), ones(1, 2, 4)]));

        Assert.That((mix.Share, mix.Reversed), Is.EqualTo((0.75, false)));
        Assert.That(mixed.data<float>().ToArray(), Is.EqualTo(new[] { 0f, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 1, 1, 1 }));
    }

    [Test]
    public void A_box_of_more_than_half_is_what_each_sample_keeps()
    {
        var mix = BatchMix.CutMix(new MixBox(0, 0, 3, 2), width: 4, height: 2);
        var mixed = mix.Apply(stack([zeros(1, 2, 4), ones(1, 2, 4)]));

        Assert.That((mix.Share, mix.Reversed), Is.EqualTo((0.75, true)));
        Assert.That(mixed.data<float>().ToArray(), Is.EqualTo(new[] { 0f, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0 }));
    }

    // F.cross_entropy of PyTorch 1.13 in double precision on timm's mixup_target([0, 2, 1, 2], 3, lam=0.3, smoothing=0.1) with its rows reversed.
    [Test]
    public void Label_smoothing_of_the_loss_gives_the_value_of_smoothed_labels_that_were_mixed()
    {
        using var loss = new CrossEntropyLoss(labelSmoothing: 0.1);
        var target = BatchMix.Mixup(0.3).Soften(tensor(new[] { 0L, 2, 1, 2 }), 3);

        Assert.That(target.data<float>().ToArray(), Is.EqualTo(new[] { 0.7f, 0, 0.3f, 0, 0.3f, 0.7f, 0, 0.7f, 0.3f, 0.3f, 0, 0.7f }).Within(1e-6));
        Assert.That(loss.forward(tensor(Logits, [4, 3]), target).item<double>(), Is.EqualTo(1.9440066131426548).Within(1e-6));
    }

    [Test]
    public void Boxes_have_timms_sides_and_are_cut_at_the_border()
    {
        Assert.That(MixBox.Span(center: 0, length: 5, limit: 10), Is.EqualTo((0, 2)));
        Assert.That(MixBox.Span(center: 9, length: 5, limit: 10), Is.EqualTo((7, 10)));
        Assert.That(MixBox.Span(center: 5, length: 4, limit: 10), Is.EqualTo((3, 7)));

        var random = new RandomKey(3).CreateRandom();
        for (var i = 0; i < 200; i++)
        {
            var box = MixBox.Draw(ref random, random.NextDouble(), 20, 10);
            Assert.That(box is { Left: >= 0, Top: >= 0, Width: >= 0, Height: >= 0 } && box.Left + box.Width <= 20 && box.Top + box.Height <= 10, $"{box}");
        }
    }

    [Test]
    public void Draws_switch_between_both_as_often_as_asked_and_skip_the_rest()
    {
        var options = new MixOptions { MixupAlpha = 0.4, CutMixAlpha = 1, Probability = 0.8, SwitchProbability = 0.25 };
        var input = zeros(2, 3, 16, 16);
        var draws = Enumerable.Range(0, 4000).Select(i => BatchMix.Draw(options, new RandomKey(1).Derive(i), input)).ToList();
        var mixed = draws.OfType<BatchMix>().ToList();

        Assert.That(mixed.Count / 4000.0, Is.EqualTo(0.8).Within(0.03));
        Assert.That(mixed.Count(mix => mix.Kind == MixKind.CutMix) / (double)mixed.Count, Is.EqualTo(0.25).Within(0.03));
        Assert.That(mixed.Select(mix => mix.Share), Is.All.InRange(0.5, 1));

        // The mean of max(x, 1 - x) for a uniform x is 3/4.
        var uniform = Enumerable.Range(0, 4000).Select(i => BatchMix.Draw(new MixOptions { MixupAlpha = 1 }, new RandomKey(2).Derive(i), input)!.Share);
        Assert.That(uniform.Average(), Is.EqualTo(0.75).Within(0.01));
    }

    [Test]
    public void What_cannot_be_mixed_is_told()
    {
        Assert.That(() => BatchMix.Draw(new MixOptions { CutMixAlpha = 1 }, new RandomKey(1), zeros(4, 7)), Throws.TypeOf<LabException>().With.Message.Contains("[4, 7]"));
        Assert.That(() => BatchMix.Mixup(0.5).Soften(zeros(4), 3), Throws.TypeOf<LabException>().With.Message.Contains("Float32"));
        Assert.That(() => BatchMix.Mixup(1.5), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new MixBatches<Tensor, string>(new MixOptions()), Throws.TypeOf<ArgumentNullException>().With.Message.Contains("Soften"));
        Assert.That(() => new MixBatches<Tensor, Tensor>(new MixOptions { MixupAlpha = -1, Probability = 2 }), Throws.TypeOf<LabValidationException>().With.Message.Contains("MixupAlpha").And.Message.Contains("Probability"));
    }
}
