using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Transforms;

/// <summary>Every ready transform: a plan is a function of size and key, carries out on any size, and can be kept as JSON.</summary>
public sealed class ReadyTransformsTests
{
    private static readonly Transform[] Transforms =
    [
        new AugMix(),
        new CenterCrop(9, 7),
        new ColorJitter(0.4, 0.4, 0.4, 0.1),
        new Cutout(5),
        new OneOf(new RandomRotation(30), new Cutout(3)),
        new Pad(2),
        new RandAugment(3, 12),
        new RandomAffine(new RandomAffineOptions { Degrees = 20, TranslateX = 0.2, TranslateY = 0.1, MinimumScale = 0.7, MaximumScale = 1.4, ShearX = 10, ShearY = 5 }),
        new RandomApply(new TransformPipeline(new RandomGaussianNoise(), new Cutout(2)), 0.8),
        new RandomBrightnessContrast(),
        new RandomCrop(4, 4, padding: 4),
        new RandomErasing(1, noise: true),
        new RandomGaussianBlur(5),
        new RandomGaussianNoise(0.05, 0.1),
        new RandomHorizontalFlip(),
        new RandomHsvShift(),
        new RandomJpeg(),
        new RandomPerspective(0.6, 1),
        new RandomResizedCrop(8, 6),
        new RandomRotation(45),
        new RandomSharpness(),
        new RandomVerticalFlip(),
        new Resize(10, 8),
        new ResizeKeepingAspect(10, 8, covers: true),
        new ResizeShorterSide(6),
        new TransformPipeline(new Resize(12, 12), new RandomRotation(10), new RandomHorizontalFlip()),
        new TrivialAugmentWide(),
    ];

    private static readonly string[] Fixed = [nameof(CenterCrop), nameof(Pad), nameof(Resize), nameof(ResizeKeepingAspect), nameof(ResizeShorterSide)];

    private static IEnumerable<TestCaseData> Cases => Transforms.Select(transform => new TestCaseData(transform).SetArgDisplayNames(transform.Name));

    [TestCaseSource(nameof(Cases))]
    public void A_plan_is_a_function_of_size_and_key(Transform transform)
    {
        var size = new ImageSize(31, 23);
        string PlanOf(int seed) => TransformPlanJson.Write(transform.PlanFor(size, RandomKey.FromSeed(seed)));

        var plans = Enumerable.Range(0, 60).Select(PlanOf).ToList();
        Assert.That(Enumerable.Range(0, 60).Select(PlanOf), Is.EqualTo(plans));
        Assert.That(plans.Distinct().Count(), Fixed.Contains(transform.Name) ? Is.EqualTo(1) : Is.GreaterThan(1));
    }

    [TestCaseSource(nameof(Cases))]
    public void A_plan_that_was_kept_as_JSON_gives_the_same_bytes_on_any_size(Transform transform)
    {
        foreach (var (width, height) in new[] { (31, 23), (4, 40), (3, 2), (1, 1) })
        {
            using var image = Pictures.Made(width, height);
            for (var seed = 0; seed < 8; seed++)
            {
                var plan = transform.PlanFor(image.Size, RandomKey.FromSeed(seed));
                using var result = plan.Run(image);
                using var again = TransformPlanJson.Read(TransformPlanJson.Write(plan)).Run(image);
                Assert.That(again.Pixels.ToArray(), Is.EqualTo(result.Pixels.ToArray()), $"{width} x {height}, {plan}");
            }
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void What_a_transform_says_of_randomness_and_resampling_is_true(Transform transform) => CheckClaims(transform);

    [Test]
    public void Transforms_that_hold_others_answer_from_their_parts()
    {
        var crop = new CenterCrop(9, 7);
        (Transform Transform, bool IsRandom, bool MayResample)[] cases =
        [
            (new RandomApply(new EqualizeOperation()), true, false),
            (new RandomApply(new EqualizeOperation(), 1), false, false),
            (new RandomApply(new ResizeOperation(4, 4)), true, true),
            (new RandomApply(new RandomRotation(10), 0), false, false),
            (new RandomApply(new RandomRotation(10), 1), true, true),
            (new RandomApply(new TransformPipeline(new RandomGaussianNoise(), new FlipTransform())), true, false),
            (new OneOf(crop), false, false),
            (new OneOf(crop, new Cutout(3)), true, false),
            (new OneOf(crop, new RandomRotation(5)), true, true),
            (new OneOf([(crop, 1), (new RandomRotation(5), 0)]), false, false),
            (new AugMix(), true, false),
            (new RandAugment(), true, true),
        ];
        foreach (var (transform, isRandom, mayResample) in cases)
        {
            Assert.That((transform.IsRandom, transform.MayResample), Is.EqualTo((isRandom, mayResample)), transform.ToString());
            CheckClaims(transform);
        }
    }

    [Test]
    public void No_ready_transform_is_left_out() => Assert.That(
        Transforms.Select(transform => transform.GetType()),
        Is.EquivalentTo(typeof(Transform).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Transform)) && !type.IsAbstract)));

    private static void CheckClaims(Transform transform)
    {
        var plans = Enumerable.Range(0, 200).Select(seed => transform.PlanFor(new ImageSize(31, 23), RandomKey.FromSeed(seed))).ToList();
        Assert.That(transform.IsRandom || plans.TrueForAll(plan => plan.Operations.SequenceEqual(plans[0].Operations)), "what is not random is always the same");
        Assert.That(transform.MayResample || plans.TrueForAll(plan => !plan.Operations.Any(operation => operation is GeometricOperation { Resamples: true })), "what may not resample never does");
    }

    private sealed class FlipTransform : Transform
    {
        public override bool IsRandom => false;

        public override bool MayResample => false;

        public override void Plan(TransformPlan plan, RandomKey key) => plan.Add(new FlipOperation(true));
    }
}
