using Lab.Training;

namespace Lab.Tests.Training;

public sealed class FullPrecisionTests
{
    private sealed record Heads(Tensor Mask, Tensor Age, string Name)
    {
        public (Tensor First, int Count) Pair { get; init; }

        public Tensor Both => Mask;
    }

    private readonly record struct Boxed(Tensor Logits, Heads? Inner);

    private sealed class Plain
    {
        public Tensor? Logits { get; set; }
    }

    private static Tensor Short(float value) => torch.full([2], value, torch.ScalarType.BFloat16);

    [Test]
    public void Tensors_of_records_structures_and_tuples_become_float32_in_a_copy()
    {
        using var scope = torch.NewDisposeScope();
        var index = torch.arange(2);
        var heads = new Heads(Short(1), index, "heads") { Pair = (Short(2), 7) };
        var output = FullPrecision.Of(new Boxed(Short(3), heads));

        Assert.That(new[] { output.Logits, output.Inner!.Mask, output.Inner.Pair.First, output.Inner.Both }.Select(tensor => tensor.dtype), Is.All.EqualTo(torch.ScalarType.Float32));
        Assert.That(new[] { output.Logits, output.Inner.Mask, output.Inner.Pair.First }.Select(tensor => tensor[0].item<float>()), Is.EqualTo(new[] { 3f, 1, 2 }));
        Assert.That((output.Inner.Age, output.Inner.Name, output.Inner.Pair.Count), Is.EqualTo((index, "heads", 7)));
        Assert.That(heads.Mask.dtype, Is.EqualTo(torch.ScalarType.BFloat16), "the model's own record stays as it is");
    }

    [Test]
    public void What_is_float32_already_and_what_cannot_be_copied_stays_the_same_object()
    {
        using var scope = torch.NewDisposeScope();
        var full = torch.zeros(2);
        var plain = new Plain { Logits = Short(1) };
        var list = new List<Tensor> { Short(1) };

        Assert.That(FullPrecision.Of(full), Is.SameAs(full));
        Assert.That(FullPrecision.Of(plain), Is.SameAs(plain));
        Assert.That(FullPrecision.Of(list), Is.SameAs(list));
        Assert.That(FullPrecision.Of<object?>(null), Is.Null);
    }

    [Test]
    public void Named_tensors_are_found_in_the_same_values_and_in_sequences()
    {
        using var scope = torch.NewDisposeScope();
        var heads = new Heads(Short(1), torch.arange(2), "heads") { Pair = (Short(2), 7) };

        Assert.That(NamedTensors.Of("output", heads).Select(pair => pair.Key), Is.EquivalentTo(new[] { "output.Mask", "output.Age", "output.Pair.Item1", "output.Both" }));
        Assert.That(NamedTensors.Of("input", new[] { Short(1), Short(2) }).Select(pair => pair.Key), Is.EqualTo(new[] { "input.0", "input.1" }));
        Assert.That(NamedTensors.Of("input", new Dictionary<string, Tensor> { ["image"] = Short(1) }).Select(pair => pair.Key), Is.EqualTo(new[] { "input.image" }));
        Assert.That(NamedTensors.Of("input", "text").Concat(NamedTensors.Of("input", 3)).Concat(NamedTensors.Of("input", null)), Is.Empty);
    }
}
