using Lab.Losses;

namespace Lab.Tests.Losses;

public sealed class LossEdgeTests
{
    private static readonly Func<Loss<Tensor, Tensor>>[] _indexLosses =
    [
        () => new CrossEntropyLoss(),
        () => new CrossEntropyLoss([1, 2, 3], 0.1, WeightNormalization.Samples),
        () => new FocalLoss(),
        () => new FocalLoss(0.5, [1, 2, 3]),
        () => new FocalLoss(0),
        () => new SoftMacroF1Loss(),
    ];

    [Test]
    public void Huge_logits_give_finite_values_and_gradients([Range(0, 5)] int index, [Values(1e4f, -1e4f, 0f)] float size)
    {
        using var loss = _indexLosses[index]();
        using var scope = torch.NewDisposeScope();
        var logits = torch.tensor(new[] { size, 0, -size, 0, size, -size }, [2, 3]).requires_grad_();
        var value = loss.forward(logits, torch.tensor(new long[] { 0, 1 }));
        value.backward();

        Assert.That(value.item<float>(), Is.GreaterThanOrEqualTo(0).And.LessThan(float.PositiveInfinity));
        Assert.That(logits.grad!.isfinite().all().item<bool>(), Is.True);
    }

    [Test]
    public void One_sample_is_enough([Range(0, 5)] int index)
    {
        using var loss = _indexLosses[index]();
        using var scope = torch.NewDisposeScope();
        var value = loss.forward(torch.zeros(1, 3), torch.tensor(new long[] { 2 }));

        Assert.That(value.dim(), Is.Zero);
        Assert.That(float.IsFinite(value.item<float>()), Is.True);
    }

    [Test]
    public void Half_precision_logits_are_taken_in_single_precision([Range(0, 5)] int index)
    {
        using var loss = _indexLosses[index]();
        using var scope = torch.NewDisposeScope();
        var logits = torch.tensor(new[] { 1f, 2, 3 }, [1, 3]).to(torch.bfloat16).requires_grad_();
        var value = loss.forward(logits, torch.tensor(new long[] { 2 }));
        value.backward();

        Assert.That(value.dtype, Is.EqualTo(torch.ScalarType.Float32));
        Assert.That(logits.grad!.dtype, Is.EqualTo(torch.ScalarType.BFloat16));
    }

    [TestCase(-1)]
    [TestCase(3)]
    [TestCase(-100)]
    public void A_class_out_of_range_is_named(int bad)
    {
        foreach (var create in _indexLosses)
        {
            using var loss = create();
            using var scope = torch.NewDisposeScope();
            Assert.That(
                () => loss.forward(torch.zeros(2, 3), torch.tensor(new long[] { 0, bad })),
                Throws.TypeOf<LabException>().With.Message.Contains("sample 1").And.Message.Contains($"class {bad}").And.Message.Contains("0 to 2"));
        }
    }

    [Test]
    public void Wrong_shapes_and_types_are_named()
    {
        using var scope = torch.NewDisposeScope();
        using var loss = new CrossEntropyLoss();
        using var weighted = new FocalLoss(classWeights: [1, 2]);
        using var soft = new SoftTargetCrossEntropyLoss();
        using var binary = new BinaryCrossEntropyLoss([1, 2]);
        var logits = torch.zeros(2, 3);
        var target = torch.zeros(2, torch.int64);

        Assert.That(() => loss.forward(torch.zeros(3), target), Throws.TypeOf<LabException>().With.Message.Contains("[3]"));
        Assert.That(() => loss.forward(torch.zeros(0, 3), torch.zeros(0, torch.int64)), Throws.TypeOf<LabException>().With.Message.Contains("without samples"));
        Assert.That(() => loss.forward(logits, torch.zeros(3, torch.int64)), Throws.TypeOf<LabException>().With.Message.Contains("[3]"));
        Assert.That(() => loss.forward(logits, torch.zeros(2, torch.int32)), Throws.TypeOf<LabException>().With.Message.Contains("Int32"));
        Assert.That(() => loss.forward(logits, torch.zeros(2, 4)), Throws.TypeOf<LabException>().With.Message.Contains("[2, 4]"));
        Assert.That(() => weighted.forward(logits, target), Throws.TypeOf<LabException>().With.Message.Contains("2 class weights").And.Message.Contains("3 classes"));
        Assert.That(() => soft.forward(logits, target), Throws.TypeOf<LabException>());
        Assert.That(() => soft.forward(logits, torch.zeros(2, 3, torch.int64)), Throws.TypeOf<LabException>().With.Message.Contains("CrossEntropyLoss"));
        Assert.That(() => binary.forward(logits, logits), Throws.TypeOf<LabException>().With.Message.Contains("2 positive weights"));
        Assert.That(() => binary.forward(logits, torch.zeros(2)), Throws.TypeOf<LabException>().With.Message.Contains("[2, 3]"));
    }

    [Test]
    public void Options_out_of_range_are_refused_where_they_are_given()
    {
        Assert.That(() => new CrossEntropyLoss([1, double.NaN]), Throws.ArgumentException.With.Message.Contains("class 1"));
        Assert.That(() => new CrossEntropyLoss([0, 0]), Throws.ArgumentException);
        Assert.That(() => new CrossEntropyLoss(labelSmoothing: 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new CrossEntropyLoss(labelSmoothing: double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new FocalLoss(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BinaryCrossEntropyLoss([-1]), Throws.ArgumentException);
    }

    [Test]
    public void Weights_normalised_by_samples_make_the_mean_over_two_batches_that_of_one()
    {
        using var scope = torch.NewDisposeScope();
        using var loss = new CrossEntropyLoss([0.2, 3, 1], normalization: WeightNormalization.Samples);
        var logits = torch.tensor(FormulaNumbers.U01("halves", 12), [4, 3]);
        var target = torch.tensor(new long[] { 0, 0, 1, 2 });
        var whole = loss.forward(logits, target).item<double>();
        var parts = (loss.forward(logits.narrow(0, 0, 1), target.narrow(0, 0, 1)).item<double>() * 0.25)
            + (loss.forward(logits.narrow(0, 1, 3), target.narrow(0, 1, 3)).item<double>() * 0.75);

        Assert.That(parts, Is.EqualTo(whole).Within(1e-14));
    }

    [Test]
    public void Focal_loss_without_focus_is_cross_entropy()
    {
        using var scope = torch.NewDisposeScope();
        using var focal = new FocalLoss(0, [0.2, 3, 1]);
        using var plain = new CrossEntropyLoss([0.2, 3, 1]);
        var logits = torch.tensor(FormulaNumbers.U01("focus", 12), [4, 3]);
        var target = torch.tensor(new long[] { 0, 0, 1, 2 });

        Assert.That(focal.forward(logits, target).item<double>(), Is.EqualTo(plain.forward(logits, target).item<double>()).Within(1e-14));
    }

    [Test]
    public void Binary_targets_may_be_whole_numbers_or_truth_values_and_positives_may_weigh_more()
    {
        using var scope = torch.NewDisposeScope();
        using var plain = new BinaryCrossEntropyLoss();
        using var heavy = new BinaryCrossEntropyLoss([3]);
        var logits = torch.zeros(2, torch.float64);
        var log2 = Math.Log(2);

        Assert.That(plain.forward(logits, torch.tensor(new long[] { 0, 1 })).item<double>(), Is.EqualTo(log2).Within(1e-14));
        Assert.That(plain.forward(logits, torch.tensor(new[] { false, true })).item<double>(), Is.EqualTo(log2).Within(1e-14));
        Assert.That(heavy.forward(logits, torch.tensor(new long[] { 0, 1 })).item<double>(), Is.EqualTo(2 * log2).Within(1e-14));
    }

    [Test]
    public void A_loss_that_was_first_used_for_evaluation_trains_all_the_same([Range(0, 5)] int index)
    {
        using var loss = _indexLosses[index]();
        using var scope = torch.NewDisposeScope();
        var target = torch.tensor(new long[] { 2, 1 });
        using (torch.inference_mode())
        {
            loss.forward(torch.zeros(2, 3), target);
        }

        var logits = torch.zeros(2, 3).requires_grad_();
        loss.forward(logits, target).backward();

        Assert.That(logits.grad!.abs().sum().item<float>(), Is.GreaterThan(0));
    }

    [Test]
    public void Class_weights_follow_the_type_of_the_logits()
    {
        using var loss = new CrossEntropyLoss([1, 2, 3]);
        using var scope = torch.NewDisposeScope();
        var target = torch.tensor(new long[] { 2, 1 });
        var single = loss.forward(torch.ones(2, 3), target);
        var twice = loss.forward(torch.ones(2, 3, torch.float64), target);
        var again = loss.forward(torch.ones(2, 3), target);

        Assert.That(twice.item<double>(), Is.EqualTo(Math.Log(3)).Within(1e-14));
        Assert.That(again.item<float>(), Is.EqualTo(single.item<float>()));
    }

    [Test]
    public void No_tensor_is_left_behind([Range(0, 5)] int index)
    {
        using var loss = _indexLosses[index]();
        using var logits = torch.zeros(2, 3);
        using var target = torch.zeros(2, torch.int64);
        using (loss.forward(logits, target))
        {
        }

        var before = LiveTensors.Settle();
        using (loss.forward(logits, target))
        {
            Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before + 1));
        }
    }
}
