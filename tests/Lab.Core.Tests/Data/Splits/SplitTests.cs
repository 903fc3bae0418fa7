using CsCheck;

namespace Lab.Tests.Data.Splits;

public sealed class SplitTests
{
    private static readonly Gen<Labelled[]> AnyData = Gen.Select(Gen.Int[0, 30], Gen.Int[0, 4], (group, label) => new Labelled(string.Empty, label == 4 ? null : label, group < 5 ? null : $"g{group}"))
        .Array[0, 120]
        .Select(samples => samples.Select((sample, index) => sample with { Name = $"s{index}" }).ToArray())
        .Where(samples => samples.Select(sample => sample.Group ?? sample.Name).Distinct().Count() >= 5);

    [Test]
    public void Every_sample_is_on_exactly_one_side_and_no_group_on_both()
    {
        Gen.Select(AnyData, Gen.Double[0.01, 0.99], Gen.Long).Sample((samples, share, seed) =>
        {
            var split = Parts(samples, share, seed);
            var train = split.Train!.Names();
            var validation = split.Validation!.Names();

            return train.Length > 0 && validation.Length > 0
                && train.Concat(validation).Order().SequenceEqual(samples.Select(sample => sample.Name).Order())
                && SplitCheck.Overlap(split.Train!, split.Validation!).Count == 0;
        });
    }

    [Test]
    public void Folds_share_out_the_samples_and_keep_groups_together()
    {
        Gen.Select(AnyData, Gen.Int[2, 5], Gen.Long).Sample((samples, count, seed) =>
        {
            var dataset = new LabelledDataset(samples);
            var split = Split.KFold(dataset, count, seed);
            var folds = Enumerable.Range(1, count).Select(fold => split.Apply(dataset, fold)).ToList();
            return split.Folds == count
                && folds.SelectMany(fold => fold.Validation!.Names()).Order().SequenceEqual(samples.Select(sample => sample.Name).Order())
                && folds.TrueForAll(fold =>
                    fold.Validation!.Count > 0
                    && fold.Train!.Count + fold.Validation.Count == samples.Length
                    && fold.Test is null
                    && SplitCheck.Overlap(fold.Train, fold.Validation).Count == 0);
        });
    }

    [Test]
    public void The_same_seed_gives_the_same_split_in_any_order_of_the_samples()
    {
        Gen.Select(AnyData, Gen.Long).Sample((samples, seed) =>
        {
            var reversed = samples.Reverse().ToArray();
            return Parts(samples, 0.3, seed).Validation!.Names().Order()
                .SequenceEqual(Parts(reversed, 0.3, seed).Validation!.Names().Order());
        });
    }

    [Test]
    public void Another_seed_gives_another_split()
    {
        var people = People(100);

        Assert.That(Parts(people, 0.2, 1).Validation!.Names(), Is.Not.EqualTo(Parts(people, 0.2, 2).Validation!.Names()));
    }

    [TestCase(0.1)]
    [TestCase(0.2)]
    [TestCase(0.5)]
    public void Classes_keep_their_proportions_to_one_person_in_each_kind(double share)
    {
        var people = People(400);
        var split = Parts(people, share, seed: 7);
        foreach (var kind in people.GroupBy(sample => sample.Label))
        {
            // A person brings up to five pictures of one class.
            var held = split.Validation!.Labels().Count(label => label == kind.Key);
            Assert.That(held, Is.EqualTo(share * kind.Count()).Within(5), $"class {kind.Key}");
        }

        Assert.That(split.Validation!.Count, Is.EqualTo(share * people.Length).Within(14));
    }

    [Test]
    public void Without_groups_the_split_is_stratified_to_a_sample()
    {
        var samples = Enumerable.Range(0, 330).Select(index => new Labelled($"s{index}", index % 11 == 0 ? 1 : 0, null)).ToArray();
        var split = Parts(samples, 0.2, seed: 3);

        Assert.That(split.Validation!.Labels().Count(label => label == 1), Is.EqualTo(6).Within(1));
        Assert.That(split.Validation!.Count, Is.EqualTo(66).Within(1));
    }

    [Test]
    public void Without_labels_and_groups_it_is_a_random_sample_of_the_right_size()
    {
        var samples = Enumerable.Range(0, 200).Select(index => new Labelled($"s{index}", null, null)).ToArray();
        var split = Parts(samples, 0.25, seed: 3);

        Assert.That(split.Validation!.Count, Is.EqualTo(50).Within(1));
        Assert.That(split.Validation!.Names().Average(name => int.Parse(name[1..], System.Globalization.CultureInfo.InvariantCulture)), Is.EqualTo(100).Within(25));
    }

    [Test]
    public void Classes_of_two_samples_still_fill_the_validation_side()
    {
        var samples = Enumerable.Range(0, 200).Select(index => new Labelled($"s{index}", index / 2, null)).ToArray();

        Assert.That(Parts(samples, 0.2, seed: 1).Validation!.Count, Is.EqualTo(40).Within(2));
    }

    [Test]
    public void Many_samples_of_many_classes_take_no_more_than_memory_for_the_samples()
    {
        var samples = Enumerable.Range(0, 50_000).Select(index => new Labelled($"s{index}", index % 1000, null)).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var split = Parts(samples, 0.2, seed: 1);

        // A count per sample and class would be 200 MB.
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(60_000_000));
        Assert.That(split.Validation!.Labels().CountBy(label => label!.Value).Select(pair => pair.Value), Has.All.InRange(9, 11));
    }

    [Test]
    public void Two_groups_are_one_on_each_side_whatever_the_share([Values(0.01, 0.5, 0.99)] double share)
    {
        Labelled[] samples = [new("a", 0, "g"), new("b", 0, "g"), new("c", 1, "h")];
        var split = Parts(samples, share, seed: 1);

        Assert.That((split.Train!.Count, split.Validation!.Count), Is.EqualTo((2, 1)).Or.EqualTo((1, 2)));
    }

    [Test]
    public void Too_few_groups_for_the_parts_is_an_error_that_counts_them()
    {
        Labelled[] samples = [new("a", 0, "g"), new("b", 1, "g")];

        Assert.That(() => Split.HoldOut(new LabelledDataset(samples), 0.5, 1), Throws.TypeOf<LabException>().With.Message.Contains("1 groups"));
        Assert.That(() => Split.HoldOut(new LabelledDataset([]), 0.5, 1), Throws.TypeOf<LabException>());
        Assert.That(() => Split.KFold(new LabelledDataset(People(3)), 4, 1), Throws.TypeOf<LabException>());
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(-0.5)]
    [TestCase(double.NaN)]
    public void A_share_outside_0_and_1_is_refused(double share) =>
        Assert.That(() => Split.HoldOut(new LabelledDataset(People(10)), share, 1), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Overlap_names_the_groups_on_both_sides()
    {
        var left = new LabelledDataset([new("1", 0, "b"), new("2", 0, "a"), new("3", 0, null)]);
        var right = new LabelledDataset([new("4", 0, "a"), new("5", 0, "b"), new("6", 0, "c"), new("7", 0, null)]);

        Assert.That(SplitCheck.Overlap(left, right), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void A_test_part_is_in_no_fold_and_keeps_groups_together()
    {
        var people = new LabelledDataset(People(60));
        var split = Split.KFold(people, 3, seed: 2, testShare: 0.25);
        var folds = Enumerable.Range(1, 3).Select(fold => split.Apply(people, fold)).ToList();

        Assert.That(folds.Select(fold => fold.Test!.Names()), Is.All.EqualTo(folds[0].Test!.Names()));
        Assert.That(folds[0].Test!.Count, Is.EqualTo(105).Within(7));
        Assert.That(folds.Sum(fold => fold.Validation!.Count) + folds[0].Test!.Count, Is.EqualTo(420));
        Assert.That(SplitCheck.Overlap(folds[0].Test!, folds[0].Train!), Is.Empty);
        Assert.That(SplitCheck.Overlap(folds[0].Test!, folds[0].Validation!), Is.Empty);
    }

    [TestCase(SplitMethod.Random, false, false)]
    [TestCase(SplitMethod.Stratified, true, false)]
    [TestCase(SplitMethod.Grouped, false, true)]
    [TestCase(SplitMethod.StratifiedGrouped, true, true)]
    public void Each_method_takes_care_of_what_it_says(SplitMethod method, bool stratified, bool grouped)
    {
        // One sample in ten is of class 1; the groups hold five samples of one class.
        var samples = Enumerable.Range(0, 1000).Select(index => new Labelled($"s{index}", index / 5 % 10 == 0 ? 1 : 0, $"g{index / 5}")).ToArray();
        var dataset = new LabelledDataset(samples);
        var errors = Enumerable.Range(0, 20).Select(seed => Split.HoldOut(dataset, 0.2, seed, method).Apply(dataset)).Select(parts => Math.Abs(parts.Validation!.Labels().Count(label => label == 1) - 20)).ToList();
        var shared = SplitCheck.Overlap(Split.HoldOut(dataset, 0.2, 1, method).Apply(dataset).Train!, Split.HoldOut(dataset, 0.2, 1, method).Apply(dataset).Validation!);

        Assert.That(shared, grouped ? Is.Empty : Is.Not.Empty);
        Assert.That(errors.Max(), stratified ? Is.LessThanOrEqualTo(grouped ? 5 : 1) : Is.GreaterThan(5));
    }

    [Test]
    public void Samples_of_one_name_stay_together_whatever_the_method([Values] SplitMethod method)
    {
        var samples = Enumerable.Range(0, 60).Select(index => new Labelled($"s{index / 3}", index % 2, null)).ToArray();
        var dataset = new LabelledDataset(samples);
        var parts = Split.HoldOut(dataset, 0.3, 5, method).Apply(dataset);

        Assert.That(parts.Train!.Names().Intersect(parts.Validation!.Names()), Is.Empty);
    }

    [Test]
    public void Shares_that_leave_nothing_or_hold_out_nothing_are_refused()
    {
        var dataset = new LabelledDataset(People(10));

        Assert.That(() => Split.HoldOut(dataset, 0.6, testShare: 0.4), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Split.HoldOut(dataset, 0.5, testShare: -0.1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Split.KFold(dataset, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Split.KFold(dataset, 3).Apply(dataset, 4), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(Split.HoldOut(dataset, 0, testShare: 0.2).Apply(dataset).Validation!.Count, Is.Zero);
    }

    private static DataSplits<Labelled> Parts(Labelled[] samples, double share, long seed)
    {
        var dataset = new LabelledDataset(samples);
        return Split.HoldOut(dataset, share, seed).Apply(dataset);
    }

    // As in the mask data: each person has seven pictures of three classes, and one kind of person is rare.
    private static Labelled[] People(int count) => [.. Enumerable.Range(0, count).SelectMany(person =>
    {
        var kind = person % 17 == 0 ? 2 : person % 3 == 0 ? 1 : 0;
        return Enumerable.Range(0, 7).Select(picture => new Labelled($"{person}/{picture}", ((picture < 5 ? 0 : picture - 4) * 3) + kind, $"p{person}"));
    })];
}
