using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Transforms;

public sealed class ImagePipelineTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(5);

    private static readonly ImagePipeline Pipeline = new(
        new TransformPipeline(new RandomCrop(20, 16, padding: 2), new RandomHorizontalFlip(), new ColorJitter(0.5), new Resize(10, 8)),
        new ImagePreprocessing(10, 8));

    [Test]
    public void Training_varies_with_the_key_and_evaluation_does_not()
    {
        var first = Bytes(Phase.Train, 1);
        Assert.That(Bytes(Phase.Train, 1), Is.EqualTo(first));
        Assert.That(first, Is.Not.EqualTo(Bytes(Phase.Train, 2)));
        foreach (var phase in new[] { Phase.Validation, Phase.Test, Phase.Predict })
        {
            Assert.That(Bytes(phase, 1), Is.EqualTo(Bytes(Phase.Validation, 2)));
        }
    }

    [Test]
    public void Each_transform_has_a_key_of_its_own()
    {
        var (first, second) = (new KeySpy(), new KeySpy());
        using var image = Pictures.Noise(4, 4);
        using var result = new TransformPipeline(first, second).Apply(image, Key);

        Assert.That(first.Seen, Is.Not.EqualTo(second.Seen));
        Assert.That(new[] { first.Seen, second.Seen }, Does.Not.Contain(Key));
    }

    [Test]
    public void A_result_of_another_size_than_declared_names_transforms_and_sizes()
    {
        var pipeline = new ImagePipeline(new Resize(9, 8), new ImagePreprocessing(10, 8));
        using var image = Pictures.Noise(20, 16);

        Assert.That(
            () => pipeline.Run(image, Phase.Train, Key),
            Throws.TypeOf<LabException>().With.Message.Contains("Resize(9 x 8").And.Message.Contains("10 x 8").And.Message.Contains("20 x 16"));
        Assert.That(image.Pixels.Length, Is.EqualTo(960), "the image is still the caller's");
    }

    [Test]
    public void The_image_stays_as_it_is_whatever_the_plan_does()
    {
        using var image = Pictures.Noise(8, 8);
        var before = image.Pixels.ToArray();
        using var bright = new TransformPipeline(new ColorJitter(0.9), new RandomHorizontalFlip(1), new ColorJitter(0.9)).Apply(image, Key);
        using var nothing = new TransformPipeline().Apply(image, Key);

        Assert.That(image.Pixels.ToArray(), Is.EqualTo(before));
        Assert.That(bright.Pixels.ToArray(), Is.Not.EqualTo(before));
        Assert.That(nothing, Is.Not.SameAs(image));
        Assert.That(nothing.Pixels.ToArray(), Is.EqualTo(before));
    }

    [Test]
    public void A_null_transform_is_refused_with_its_position() =>
        Assert.That(() => new TransformPipeline(new Resize(1, 1), null!), Throws.ArgumentException.With.Message.Contains("1"));

    private static byte[] Bytes(Phase phase, long sample)
    {
        using var image = Pictures.Noise(20, 16);
        using var result = Pipeline.Run(image, phase, Key.Derive(sample));
        return result.Pixels.ToArray();
    }

    private sealed class KeySpy : Transform
    {
        public RandomKey Seen { get; private set; }

        public override void Plan(TransformPlan plan, RandomKey key) => Seen = key;
    }
}
