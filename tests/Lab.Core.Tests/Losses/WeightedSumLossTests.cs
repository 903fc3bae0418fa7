using Lab.Losses;

namespace Lab.Tests.Losses;

public sealed class WeightedSumLossTests
{
    private sealed record Heads(Tensor Mask, Tensor Age);

    private sealed record Labels(Tensor Mask, Tensor Age);

    [Test]
    public void Losses_of_heads_are_summed_by_weight()
    {
        using var scope = torch.NewDisposeScope();
        using var loss = ThreeTimesAge();
        var (heads, labels) = Batch();
        using var plain = new CrossEntropyLoss();
        var expected = plain.forward(heads.Mask, labels.Mask).item<float>() + (3 * plain.forward(heads.Age, labels.Age).item<float>());

        Assert.That(loss.forward(heads, labels).item<float>(), Is.EqualTo(expected).Within(1e-6));
        Assert.That(loss.Parts, Is.EqualTo(new[] { "mask", "age" }));
    }

    [Test]
    public void A_hook_may_set_a_weight_for_one_batch()
    {
        using var scope = torch.NewDisposeScope();
        using var loss = ThreeTimesAge();
        var (heads, labels) = Batch();
        using var plain = new CrossEntropyLoss();
        var arguments = new LossArguments();
        arguments.Set(WeightedSumLoss.Weight("age"), 0);
        arguments.Set(WeightedSumLoss.Weight("mask"), 0.5);

        Assert.That(loss.forward(heads, labels, arguments).item<float>(), Is.EqualTo(0.5 * plain.forward(heads.Mask, labels.Mask).item<float>()).Within(1e-6));
        arguments.Clear();
        Assert.That(loss.forward(heads, labels, arguments).item<float>(), Is.EqualTo(loss.forward(heads, labels).item<float>()));
    }

    [Test]
    public void Gradients_reach_every_head_by_its_weight()
    {
        using var scope = torch.NewDisposeScope();
        using var loss = ThreeTimesAge();
        var (heads, labels) = Batch();
        heads.Age.requires_grad_();
        heads.Mask.requires_grad_();
        loss.forward(heads, labels).backward();

        using var alone = new CrossEntropyLoss();
        var age = heads.Age.detach().clone().requires_grad_();
        alone.forward(age, labels.Age).backward();
        Assert.That(heads.Age.grad!.allclose(age.grad! * 3f), Is.True);
        Assert.That(heads.Mask.grad!.abs().sum().item<float>(), Is.GreaterThan(0));
    }

    [Test]
    public void Parts_are_modules_of_the_sum()
    {
        using var loss = ThreeTimesAge();
        ((IModel)loss).Complete();

        Assert.That(loss.named_children().Select(child => child.name), Is.EqualTo(new[] { "mask", "age" }));
    }

    [Test]
    public void Misuse_is_named()
    {
        using var scope = torch.NewDisposeScope();
        using var loss = ThreeTimesAge();
        using var empty = new WeightedSumLoss<Tensor, Tensor>();
        using var other = new CrossEntropyLoss();
        var (heads, labels) = Batch();
        var arguments = new LossArguments();
        arguments.Set(WeightedSumLoss.Weight("age"), double.NaN);

        Assert.That(() => empty.forward(heads.Age, labels.Age), Throws.TypeOf<LabException>().With.Message.Contains("no parts"));
        Assert.That(() => empty.Add("a.b", other), Throws.ArgumentException.With.Message.Contains("a.b"));
        Assert.That(() => empty.Add("a", other, double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => loss.Add("age", h => h.Age, l => l.Age, other), Throws.ArgumentException.With.Message.Contains("mask, age"));
        Assert.That(() => loss.forward(heads, labels, arguments), Throws.TypeOf<LabException>().With.Message.Contains("'age'"));
    }

    [Test]
    public void No_tensor_is_left_behind()
    {
        using var scope = torch.NewDisposeScope();
        using var loss = ThreeTimesAge();
        var (heads, labels) = Batch();
        var before = LiveTensors.Settle();
        using (loss.forward(heads, labels))
        {
            Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before + 1));
        }
    }

    private static WeightedSumLoss<Heads, Labels> ThreeTimesAge() => new WeightedSumLoss<Heads, Labels>()
        .Add("mask", output => output.Mask, target => target.Mask, new CrossEntropyLoss())
        .Add("age", output => output.Age, target => target.Age, new CrossEntropyLoss(), weight: 3);

    private static (Heads Heads, Labels Labels) Batch() =>
    (
        new Heads(
            torch.tensor(FormulaNumbers.U01("mask", 8).Select(u => (float)u).ToArray(), [4, 2]),
            torch.tensor(FormulaNumbers.U01("age", 12).Select(u => (float)u).ToArray(), [4, 3])),
        new Labels(torch.tensor(new long[] { 0, 1, 1, 0 }), torch.tensor(new long[] { 2, 0, 1, 2 })));
}
