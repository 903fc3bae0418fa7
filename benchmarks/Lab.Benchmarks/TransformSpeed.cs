using System.Diagnostics;
using Lab.Vision;

namespace Lab.Benchmarks;

/// <summary>Milliseconds that a transform takes for one image, on one thread: planning, and carrying the plan out into a new image.</summary>
internal static class TransformSpeed
{
    private const int Side = 224;

    private static readonly (string Name, Transform Transform)[] Transforms =
    [
        ("RandomResizedCrop", new RandomResizedCrop(Side, Side)),
        ("RandomRotation", new RandomRotation(30)),
        ("RandomAffine", new RandomAffine(new RandomAffineOptions { Degrees = 30, TranslateX = 0.1, TranslateY = 0.1, MinimumScale = 0.8, MaximumScale = 1.2, ShearX = 10 })),
        ("RandomPerspective", new RandomPerspective(0.5, 1)),
        ("ColorJitter", new ColorJitter(0.4, 0.4, 0.4, 0.1)),
        ("Sharpness", new RandomApply(new SharpnessOperation(2), 1)),
        ("GaussianBlur", new RandomGaussianBlur(9)),
        ("Equalize", new RandomApply(new EqualizeOperation(), 1)),
        ("AutoContrast", new RandomApply(new AutoContrastOperation(), 1)),
        ("Posterize", new RandomApply(new PosterizeOperation(4), 1)),
        ("Solarize", new RandomApply(new SolarizeOperation(128), 1)),
        ("RandAugment", new RandAugment()),
        ("TrivialAugmentWide", new TrivialAugmentWide()),
        ("AugMix", new AugMix()),
        ("GaussianNoise", new RandomGaussianNoise()),
        ("Clahe", new RandomApply(new ClaheOperation(), 1)),
        ("Jpeg", new RandomJpeg()),
    ];

    public static void Run(int rounds)
    {
        using var image = Picture();
        Console.WriteLine($"milliseconds an image of {image.Width} x {image.Height}, the median of {rounds} rounds");
        foreach (var (name, transform) in Transforms)
        {
            Round(transform, image);
            Console.WriteLine(FormattableString.Invariant($"{name,-20} {Median.Of(Enumerable.Range(0, rounds).Select(_ => Round(transform, image))),8:f3}"));
        }
    }

    private static double Round(Transform transform, RgbImage image)
    {
        const int Images = 100;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Images; i++)
        {
            using var result = transform.Apply(image, RandomKey.FromSeed(i));
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds / Images;
    }

    // Slopes and a little noise, as photographs have.
    private static RgbImage Picture()
    {
        var image = new RgbImage(Side, Side);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)((i / 3 % Side) + (i / 3 / Side * (i % 3)) + (i * 7919 % 23));
        }

        return image;
    }
}
