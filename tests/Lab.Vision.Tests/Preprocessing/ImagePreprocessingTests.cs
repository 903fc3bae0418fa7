using System.Text.Json.Nodes;
using CsCheck;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Preprocessing;

public sealed class ImagePreprocessingTests
{
    private static readonly Gen<ImagePreprocessing> Any =
        from width in Gen.Int[1, 500]
        from height in Gen.Int[1, 500]
        from fit in Gen.Enum<ImageFit>()
        from crop in Gen.Double[0.01, 1]
        from filter in Gen.Enum<ResampleFilter>()
        from mean in Gen.Float[-2, 2].Array[3]
        from deviation in Gen.Float[0.001f, 3].Array[3]
        select new ImagePreprocessing(width, height) { Fit = fit, CropFraction = crop, Filter = filter, Normalization = new ImageNormalization(mean, deviation) };

    [TestCase(224, 0.875, 256)]
    [TestCase(224, 0.95, 235)]
    [TestCase(240, 0.9, 266)]
    [TestCase(288, 1.0, 288)]
    [TestCase(96, 8.0 / 9, 108)]
    public void The_resized_side_is_the_size_by_the_fraction_rounded_down(int size, double fraction, int side) =>
        Assert.That(ImagePreprocessing.Bicubic(fraction, size).ResizedWidth, Is.EqualTo(side));

    [Test]
    public void Every_fit_ends_at_the_size([Values] ImageFit fit, [Values(30, 50)] int width, [Values(7, 50, 90)] int height)
    {
        using var image = Pictures.Ramp(width, height);

        using var prepared = new ImagePreprocessing(32, 24) { Fit = fit, CropFraction = 0.9 }.CreateTransform().Apply(image, RandomKey.FromSeed(0));

        Assert.That((prepared.Width, prepared.Height), Is.EqualTo((32, 24)));
    }

    [Test]
    public void Squashing_is_a_resize_and_covering_a_square_is_one_of_the_shorter_side()
    {
        using var image = Pictures.Noise(50, 70);
        using var squashed = new ImagePreprocessing(20, 10).CreateTransform().Apply(image, default);
        using var resized = new Resize(20, 10).Apply(image, default);
        using var covered = ImagePreprocessing.Bicubic(0.875, 32).CreateTransform().Apply(image, default);
        using var shorter = new TransformPipeline(new ResizeShorterSide(36, ResampleFilter.Bicubic), new CenterCrop(32, 32)).Apply(image, default);

        Assert.That(squashed.Pixels.ToArray(), Is.EqualTo(resized.Pixels.ToArray()));
        Assert.That(covered.Pixels.ToArray(), Is.EqualTo(shorter.Pixels.ToArray()));
    }

    [Test]
    public void Padding_keeps_the_whole_image_between_black_bands()
    {
        using var white = new RgbImage(40, 10);
        white.Pixels.Fill(255);

        using var padded = new ImagePreprocessing(20, 20) { Fit = ImageFit.Pad }.CreateTransform().Apply(white, default);

        Assert.That(Enumerable.Range(0, 20).Select(y => (int)padded.Row(y)[30]), Is.EqualTo(Enumerable.Range(0, 20).Select(y => y is >= 7 and < 12 ? 255 : 0)));
    }

    [Test]
    public void Json_gives_an_equal_one_back_in_every_bit() => Any.Sample(
        preprocessing => ImagePreprocessing.FromJson(JsonNode.Parse(preprocessing.ToJson().ToJsonString())!) == preprocessing, iter: 500);

    [Test]
    public void Json_has_names_that_people_understand() =>
        Assert.That(ImagePreprocessing.Bicubic(0.95).ToJson().ToJsonString(), Is.EqualTo(
            """{"width":224,"height":224,"fit":"crop","cropFraction":0.95,"filter":"bicubic","normalization":{"mean":[0.485,0.456,0.406],"deviation":[0.229,0.224,0.225]}}"""));

    [TestCase("width", "0")]
    [TestCase("width", "1e9")]
    [TestCase("width", "\"96\"")]
    [TestCase("height", null)]
    [TestCase("fit", "\"stretch\"")]
    [TestCase("fit", "1")]
    [TestCase("cropFraction", "0")]
    [TestCase("cropFraction", null)]
    [TestCase("normalization", "null")]
    [TestCase("normalization", "{\"mean\":[0,0],\"deviation\":[1,1,1]}")]
    [TestCase("normalization", "{\"mean\":[0,0,0]}")]
    [TestCase("colour", "1")]
    public void What_is_missing_unknown_or_out_of_range_is_refused(string name, string? value)
    {
        var json = new ImagePreprocessing(96, 128).ToJson();
        json.Remove(name);
        if (value is not null)
        {
            json[name] = JsonNode.Parse(value);
        }

        Assert.That(() => ImagePreprocessing.FromJson(json), Throws.TypeOf<LabException>().With.Message.Contains("preprocessing"));
    }

    [Test]
    public void Another_size_and_another_normalisation_are_named_and_nothing_else()
    {
        var trained = ImagePreprocessing.Bicubic(0.95);
        var other = new ImagePreprocessing(96, 128) { Normalization = ImageNormalization.Unit };

        Assert.That(other.DifferencesFrom(trained), Is.EqualTo(new[]
        {
            "images of 96 x 128 pixels, where the weights were trained on 224 x 224",
            "the normalisation mean (0, 0, 0) deviation (1, 1, 1), where the weights were trained with mean (0.485, 0.456, 0.406) deviation (0.229, 0.224, 0.225)",
        }));
        Assert.That((trained with { CropFraction = 1, Fit = ImageFit.Squash, Filter = ResampleFilter.Box }).DifferencesFrom(trained), Is.Empty);
    }
}
