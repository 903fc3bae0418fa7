using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Transforms.Policies;

/// <summary>Tables against those of torchvision 0.14, for an image of 331 x 240; and how policies draw from them.</summary>
public sealed class PolicyTests
{
    private static readonly ImageSize Size = new(331, 240);

    // Strengths at levels 1, 9 and 30 of 31, or 1, 2 and 9 of 10, from _augmentation_space.
    private static readonly (string Name, double[] Strengths, bool Signed)[] RandAugmentTable =
    [
        ("Identity", [0, 0, 0], false), ("ShearX", [0.01, 0.09, 0.3], true), ("ShearY", [0.01, 0.09, 0.3], true), ("TranslateX", [5, 45, 150], true),
        ("TranslateY", [3.625378, 32.628399, 108.76133], true), ("Rotate", [1, 9, 30], true), ("Brightness", [0.03, 0.27, 0.9], true), ("Color", [0.03, 0.27, 0.9], true),
        ("Contrast", [0.03, 0.27, 0.9], true), ("Sharpness", [0.03, 0.27, 0.9], true), ("Posterize", [8, 7, 4], false), ("Solarize", [246.5, 178.5, 0], false),
        ("AutoContrast", [0, 0, 0], false), ("Equalize", [0, 0, 0], false),
    ];

    private static readonly (string Name, double[] Strengths, bool Signed)[] TrivialTable =
    [
        ("Identity", [0, 0, 0], false), ("ShearX", [0.033, 0.297, 0.99], true), ("ShearY", [0.033, 0.297, 0.99], true), ("TranslateX", [1.066667, 9.6, 32], true),
        ("TranslateY", [1.066667, 9.6, 32], true), ("Rotate", [4.5, 40.5, 135], true), ("Brightness", [0.033, 0.297, 0.99], true), ("Color", [0.033, 0.297, 0.99], true),
        ("Contrast", [0.033, 0.297, 0.99], true), ("Sharpness", [0.033, 0.297, 0.99], true), ("Posterize", [8, 6, 2], false), ("Solarize", [246.5, 178.5, 0], false),
        ("AutoContrast", [0, 0, 0], false), ("Equalize", [0, 0, 0], false),
    ];

    private static readonly (string Name, double[] Strengths, bool Signed)[] AugMixTable =
    [
        ("ShearX", [0.033333, 0.066667, 0.3], true), ("ShearY", [0.033333, 0.066667, 0.3], true), ("TranslateX", [12.259259, 24.518518, 110.333336], true),
        ("TranslateY", [8.888889, 17.777779, 80], true), ("Rotate", [3.333333, 6.666667, 30], true), ("Posterize", [4, 3, 0], false), ("Solarize", [226.666672, 198.333328, 0], false),
        ("AutoContrast", [0, 0, 0], false), ("Equalize", [0, 0, 0], false), ("Brightness", [0.1, 0.2, 0.9], true), ("Color", [0.1, 0.2, 0.9], true), ("Contrast", [0.1, 0.2, 0.9], true),
        ("Sharpness", [0.1, 0.2, 0.9], true),
    ];

    [Test]
    public void Tables_are_those_of_torchvision()
    {
        Check(PolicyTables.RandAugment, RandAugmentTable, [1, 9, 30], 30);
        Check(PolicyTables.TrivialAugmentWide, TrivialTable, [1, 9, 30], 30);
        Check(PolicyTables.AugMix, AugMixTable, [1, 2, 9], 9);
        Assert.That(
            Enumerable.Range(0, 31).Select(level => Magnitude(PolicyTables.RandAugment, "Posterize", level / 30.0)),
            Is.EqualTo(new double[] { 8, 8, 8, 8, 7, 7, 7, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 6, 6, 5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 4 }));
        Assert.That(
            Enumerable.Range(0, 31).Select(level => Magnitude(PolicyTables.TrivialAugmentWide, "Posterize", level / 30.0)),
            Is.EqualTo(new double[] { 8, 8, 8, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 2, 2, 2 }));
        Assert.That(Enumerable.Range(0, 10).Select(level => Magnitude(PolicyTables.AugMix, "Posterize", level / 9.0)), Is.EqualTo(new double[] { 4, 4, 3, 3, 2, 2, 1, 1, 0, 0 }));
    }

    [Test]
    public void Strengths_become_operations_as_torchvision_applies_them()
    {
        Assert.That(Create("TranslateX", 45.9), Is.EqualTo(new CropOperation(-45, 0, 331, 240)), "a positive move shows the image further to the right");
        Assert.That(Create("TranslateY", -3.9), Is.EqualTo(new CropOperation(0, 3, 331, 240)));
        Assert.That(Create("Color", -0.27), Is.EqualTo(new SaturationOperation(0.73f)));
        Assert.That(Create("Solarize", 178.5), Is.EqualTo(new SolarizeOperation(178.5f)));
        Assert.That(Create("Posterize", 5), Is.EqualTo(new PosterizeOperation(5)));
        Assert.That(Create("Identity", 0), Is.Null);

        // F.affine(shear=[degrees(atan(0.3)), 0], center=[0, 0]): x comes from x + 0.3 y.
        var shear = ((WarpOperation)Create("ShearX", 0.3)!).Map;
        Assert.That(new[] { shear.A, shear.B, shear.C, shear.D, shear.E, shear.F }, Is.EqualTo(new[] { 1, 0.3, 0, 0, 1, 0 }).Within(1e-12));

        // F.rotate turns against the clock: the upper right corner comes from the lower right.
        var turn = ((WarpOperation)Create("Rotate", 90)!).Map;
        var (x, y) = turn.Source((331 / 2.0) + 100, (240 / 2.0) - 100);
        Assert.That((x, y), Is.EqualTo(((331 / 2.0) + 100, (240 / 2.0) + 100)).Within(1e-9));
    }

    [Test]
    public void RandAugment_draws_so_many_operations_each_as_often_and_half_of_them_negative()
    {
        var policy = new RandAugment(operations: 2, magnitude: 9);
        var drawn = Enumerable.Range(0, 3000).SelectMany(seed => policy.PlanFor(Size, RandomKey.FromSeed(seed)).Operations).ToList();

        // Of fourteen entries one adds nothing.
        Assert.That(drawn, Has.Count.EqualTo(6000 * 13 / 14).Within(80));
        Assert.That(drawn.Count(operation => operation is EqualizeOperation), Is.EqualTo(6000 / 14).Within(80));
        Assert.That(drawn.OfType<SharpnessOperation>().Count(operation => operation.Factor < 1) / (double)drawn.Count(operation => operation is SharpnessOperation), Is.EqualTo(0.5).Within(0.08));
        Assert.That(drawn.OfType<SharpnessOperation>().Select(operation => Math.Abs(operation.Factor - 1)), Is.All.EqualTo(0.27f).Within(1e-6));
        Assert.That(new RandAugment(operations: 0).PlanFor(Size, RandomKey.FromSeed(1)).Operations, Is.Empty);
    }

    [Test]
    public void TrivialAugment_draws_one_operation_of_any_strength()
    {
        var policy = new TrivialAugmentWide();
        var plans = Enumerable.Range(0, 3000).Select(seed => policy.PlanFor(Size, RandomKey.FromSeed(seed))).ToList();

        Assert.That(plans.Select(plan => plan.Operations.Count), Is.All.LessThanOrEqualTo(1));
        Assert.That(plans.SelectMany(plan => plan.Operations).OfType<SharpnessOperation>().Select(operation => operation.Factor).Distinct().Count(), Is.GreaterThan(45), "31 levels and two signs");
    }

    [Test]
    public void AugMix_mixes_the_image_with_changed_copies_whose_weights_sum_to_one()
    {
        var policy = new AugMix();
        var mixes = Enumerable.Range(0, 500).Select(seed => (MixOperation)policy.PlanFor(Size, RandomKey.FromSeed(seed)).Operations.Single()).ToList();

        Assert.That(mixes.Select(mix => mix.Weight + mix.Chains.Sum(chain => chain.Weight)), Is.All.EqualTo(1f).Within(1e-5));
        Assert.That(mixes.SelectMany(mix => mix.Chains).Select(chain => chain.Operations.Count).Distinct(), Is.EquivalentTo(new[] { 1, 2, 3 }));
        Assert.That(mixes.Average(mix => mix.Weight), Is.EqualTo(0.5).Within(0.05));
    }

    [Test]
    public void A_mix_of_equal_copies_is_the_image_and_of_two_images_their_mean()
    {
        using var image = Pictures.Made(9, 7);
        var before = image.Pixels.ToArray();
        new MixOperation(0.5f, [new MixChain(0.25f, []), new MixChain(0.25f, [])]).Apply(image);
        Assert.That(image.Pixels.ToArray(), Is.EqualTo(before));

        new MixOperation(0.5f, [new MixChain(0.5f, [new InvertOperation()])]).Apply(image);
        Assert.That(image.Pixels.ToArray(), Is.All.EqualTo(127), "(x + 255 - x) / 2 without the fraction");
    }

    private static void Check(IReadOnlyList<PolicyOperation> table, (string Name, double[] Strengths, bool Signed)[] expected, int[] levels, double highest)
    {
        Assert.That(table.Select(entry => (entry.Name, entry.IsSigned)), Is.EqualTo(expected.Select(entry => (entry.Name, entry.Signed))));
        foreach (var (entry, reference) in table.Zip(expected))
        {
            Assert.That(levels.Select(level => entry.Magnitude(level / highest, Size)), Is.EqualTo(reference.Strengths).Within(2e-5), entry.Name);
        }
    }

    private static double Magnitude(IReadOnlyList<PolicyOperation> table, string name, double level) => table.Single(entry => entry.Name == name).Magnitude(level, Size);

    private static ImageOperation? Create(string name, double magnitude) =>
        PolicyTables.RandAugment.Single(entry => entry.Name == name).Create(magnitude, Size, new PolicyStyle(WarpFilter.Bilinear, default));
}
