using Lab.Native;

namespace Lab.Vision.Tests.Networks;

public sealed class DropPathTests
{
    [Test]
    public void Samples_are_dropped_whole_and_the_others_scaled_to_the_same_mean()
    {
        using var scope = torch.NewDisposeScope();
        TorchRandom.Rekey(RandomKey.FromSeed(3));

        var dropped = DropPath.Apply(torch.ones(4000, 2, 3), 0.2, training: true);

        var rows = dropped.view(4000, 6);
        Assert.That(rows.amax([1]).eq(rows.amin([1])).all().item<bool>(), Is.True);
        Assert.That(rows.unique().output.data<float>().ToArray(), Is.EqualTo(new[] { 0f, 1.25f }).Within(1e-6));
        Assert.That(dropped.mean().item<float>(), Is.EqualTo(1).Within(0.03));
    }

    [TestCase(0.0, true)]
    [TestCase(0.5, false)]
    public void Without_rate_or_training_the_branch_is_returned_as_it_is(double rate, bool training)
    {
        using var branch = torch.ones(2, 2);

        Assert.That(DropPath.Apply(branch, rate, training), Is.SameAs(branch));
    }

    [Test]
    public void Rates_grow_linearly()
    {
        Assert.That(DropPath.Rates(0.2, 3), Is.EqualTo(new[] { 0, 0.1, 0.2 }).Within(1e-12));
        Assert.That(DropPath.Rates(0.2, 1), Is.EqualTo(new[] { 0.0 }));
    }
}
