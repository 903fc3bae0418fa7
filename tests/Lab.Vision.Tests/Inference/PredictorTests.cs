using System.Runtime.InteropServices;
using Lab.Inference;
using Lab.Tests;
using Lab.Vision.Tests.Support;
using SkiaSharp;
using TorchSharp;

namespace Lab.Vision.Tests.Inference;

[NonParallelizable]
[TestFixture(PredictorEngine.Torch)]
[TestFixture(PredictorEngine.Onnx)]
public sealed class PredictorTests(PredictorEngine engine)
{
    private TemporaryFolder _folder = null!;
    private string _bundle = null!;

    private PredictorOptions Options => new() { Engine = engine };

    [SetUp]
    public void MakeBundle()
    {
        _folder = new TemporaryFolder();
        _bundle = Bundles.Write(_folder);
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void It_answers_what_the_network_answers_for_the_prepared_image()
    {
        using var predictor = Predictor.Load(_bundle, Options);
        using var image = Pictures.Ramp(50, 40);

        var prediction = predictor.Predict(image, "ramp");

        var expected = Expected(image, seed: 1);
        Assert.That(prediction.Source, Is.EqualTo("ramp"));
        Assert.That((prediction.Views, prediction.Models), Is.EqualTo((1, 1)));
        Assert.That(prediction.Heads.Single().Probabilities.Select(one => one.Label), Is.EqualTo(Bundles.Labels));
        Assert.That(prediction.Heads.Single().Probabilities.Select(one => one.Probability), Is.EqualTo(expected.Select(value => (double)value)).Within(1e-5));
        Assert.That(prediction.Label, Is.EqualTo(Bundles.Labels[Array.IndexOf(expected, expected.Max())]));
        Assert.That(prediction["class"].Top(2).Select(one => one.Probability), Is.Ordered.Descending);
        Assert.That(() => prediction["mood"], Throws.ArgumentException.With.Message.Contains("class"));
    }

    [Test]
    public void A_path_a_stream_bytes_and_pixels_give_the_same()
    {
        using var predictor = Predictor.Load(_bundle, Options);
        using var image = Pictures.Noise(30, 30);
        var file = Pictures.Encode(image, SKEncodedImageFormat.Png);
        var path = _folder.Write("a.png", file);

        var answers = new[]
        {
            predictor.Predict(path), predictor.Predict(new MemoryStream(file)), predictor.Predict(image), predictor.PredictAsync(file, "bytes").Result,
            predictor.PredictAsync(image).Result, predictor.PredictBatch([path]).Single(), predictor.PredictBatch([image]).Single(),
        };

        Assert.That(answers.Select(answer => answer.Probability).Distinct().Count(), Is.EqualTo(1));
        Assert.That(answers[0].Source, Is.EqualTo(path));
    }

    [Test]
    public void Many_threads_get_the_answers_of_one()
    {
        using var predictor = Predictor.Load(_bundle, Options with { BatchSize = 5 });
        var images = Enumerable.Range(0, 12).Select(index => Pictures.Noise(30 + index, 28, $"image {index}")).ToArray();
        var alone = images.Select(image => predictor.Predict(image).Probability).ToArray();

        var together = new double[8 * images.Length];
        Parallel.For(0, together.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, index => together[index] = predictor.Predict(images[index % images.Length]).Probability);

        Assert.That(together, Is.EqualTo(Enumerable.Range(0, together.Length).Select(index => alone[index % images.Length])).Within(1e-5));
    }

    [Test]
    public void Answers_leave_no_tensor_behind()
    {
        using var predictor = Predictor.Load(_bundle, Options with { TestTimeAugmentation = new() { HorizontalFlip = true } });
        using var image = Pictures.Noise(30, 30);
        predictor.Predict(image);
        var loaded = LiveTensors.Settle();
        for (var i = 0; i < 50; i++)
        {
            predictor.Predict(image);
        }

        Assert.That(LiveTensors.Settle(), Is.EqualTo(loaded));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(4)]
    [TestCase(9)]
    public void Files_are_answered_in_order_the_last_short_batch_too(int count)
    {
        using var predictor = Predictor.Load(_bundle, Options with { BatchSize = 4 });
        var paths = Enumerable.Range(0, count).Select(WritePicture).ToArray();

        var answers = predictor.PredictBatch(paths).ToArray();

        Assert.That(answers.Select(answer => answer.Source), Is.EqualTo(paths));
        Assert.That(answers.Select(answer => answer.Probability), Is.EqualTo(paths.Select(path => predictor.Predict(path).Probability)).Within(1e-5));
    }

    [Test]
    public void An_image_may_be_used_again_for_the_next_where_a_batch_is_one()
    {
        using var predictor = Predictor.Load(_bundle, Options with { BatchSize = 1 });
        using var image = new RgbImage(30, 30);
        IEnumerable<RgbImage> Shades()
        {
            foreach (var shade in new byte[] { 0, 128, 255 })
            {
                image.Pixels.Fill(shade);
                yield return image;
            }
        }

        var together = predictor.PredictBatch(Shades()).Select(answer => answer.Probability).ToArray();

        Assert.That(together, Is.EqualTo(Shades().Select(shade => predictor.Predict(shade).Probability)).Within(1e-5));
        Assert.That(together.Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public void An_unreadable_file_is_named_after_those_before_it_are_answered()
    {
        using var predictor = Predictor.Load(_bundle, Options with { BatchSize = 4 });
        var broken = _folder.Write("broken.jpg", [1, 2, 3]);
        string[] paths = [.. Enumerable.Range(0, 5).Select(WritePicture), broken, .. Enumerable.Range(6, 3).Select(WritePicture)];
        var answered = new List<string>();

        Assert.That(
            () =>
            {
                foreach (var answer in predictor.PredictBatch(paths))
                {
                    answered.Add(answer.Source);
                }
            },
            Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("broken.jpg"));
        Assert.That(answered, Is.EqualTo(paths.Take(5)));
        Assert.That(() => predictor.Predict(broken), Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("broken.jpg"));
        Assert.That(() => predictor.Predict(new MemoryStream(), "upload"), Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("upload"));
        Assert.That(() => predictor.Predict("nowhere.png"), Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("nowhere.png"));
        Assert.That(predictor.Predict(paths[0]).Probability, Is.GreaterThan(0), "it goes on");
    }

    [Test]
    public void Whatever_a_decoder_throws_reaches_the_caller_as_it_is_after_the_answers_before_it()
    {
        using var predictor = Predictor.Load(_bundle, Options with { BatchSize = 4, Decoder = new Moody() });
        string[] paths = [.. Enumerable.Range(0, 6).Select(WritePicture)];
        File.WriteAllBytes(paths[2], [1]);
        File.WriteAllBytes(paths[3], [1]);

        Assert.That(() => predictor.PredictBatch(paths).ToList(), Throws.TypeOf<NotSupportedException>().With.Message.Contains("2.png"));
        Assert.That(predictor.PredictBatch(paths).Take(2).Select(answer => answer.Source), Is.EqualTo(paths.Take(2)));
    }

    [Test]
    public void A_request_that_is_taken_back_is_cancelled_and_a_disposed_predictor_refuses()
    {
        var predictor = Predictor.Load(_bundle, Options);
        using var image = Pictures.Noise(30, 30);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.That(async () => await predictor.PredictAsync(image, "gone", source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => predictor.PredictBatch([image], source.Token).ToList(), Throws.InstanceOf<OperationCanceledException>());
        var waiting = Enumerable.Range(0, 20).Select(_ => predictor.PredictAsync(image)).ToArray();
        predictor.Dispose();

        Assert.That(waiting.Select(task => task.IsCompletedSuccessfully), Is.All.True, "what waited was answered");
        Assert.That(() => predictor.Predict(image), Throws.TypeOf<ObjectDisposedException>());
        predictor.Dispose();
    }

    [Test]
    public void Those_who_ask_while_it_ends_are_answered_or_refused()
    {
        using var image = Pictures.Noise(30, 30);
        for (var round = 0; round < 5; round++)
        {
            var predictor = Predictor.Load(_bundle, Options with { BatchSize = 3 });
            var asking = Enumerable.Range(0, 4).Select(number => Task.Run(() =>
            {
                try
                {
                    while (true)
                    {
                        _ = number % 2 == 0 ? predictor.Predict(image) : predictor.PredictAsync(image).GetAwaiter().GetResult();
                    }
                }
                catch (ObjectDisposedException)
                {
                    // As it should be.
                }
            })).ToArray();
            Assert.That(() => predictor.Predict(image).Probability, Is.Positive);
            predictor.Dispose();

            Assert.That(Task.WaitAll(asking, TimeSpan.FromSeconds(30)));
        }
    }

    [Test]
    public void With_mirrored_views_an_image_and_its_mirror_image_get_one_answer()
    {
        using var predictor = Predictor.Load(_bundle, Options with { TestTimeAugmentation = new() { HorizontalFlip = true } });
        using var image = Pictures.Noise(48, 40);
        using var mirrored = new RandomHorizontalFlip(1).Apply(image, default);

        var (one, other) = (predictor.Predict(image), predictor.Predict(mirrored));

        Assert.That(one.Views, Is.EqualTo(2));
        Assert.That(one.Heads[0].Probabilities.Select(label => label.Probability), Is.EqualTo(other.Heads[0].Probabilities.Select(label => label.Probability)).Within(0.02));
        var mean = Expected(image, 1).Zip(Flipped(image, 1), (a, b) => (a + b) / 2.0);
        Assert.That(one.Heads[0].Probabilities.Select(label => label.Probability), Is.EqualTo(mean).Within(1e-5));
    }

    [Test]
    public void Corners_are_averaged_with_the_middle()
    {
        using var predictor = Predictor.Load(_bundle, Options with { TestTimeAugmentation = new() { FourCorners = true, HorizontalFlip = true } });
        using var plain = new RgbImage(60, 50);
        plain.Pixels.Fill(77);
        using var noise = Pictures.Noise(60, 50);

        Assert.That(predictor.Predict(plain).Heads[0].Probabilities.Select(one => one.Probability), Is.EqualTo(Expected(plain, 1).Select(value => (double)value)).Within(1e-5), "all views of one colour are the same");
        Assert.That(predictor.Predict(noise).Views, Is.EqualTo(10));
        Assert.That(predictor.Predict(noise).Heads[0].Probabilities.Sum(one => one.Probability), Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    [SetCulture("de-DE")]
    public void Weights_that_make_no_average_are_refused_by_name()
    {
        foreach (var weights in new double[][] { [0.5, -1], [0, 0], [double.MaxValue, double.MaxValue], [double.NaN, 1] })
        {
            Assert.That(() => Predictor.Load([_bundle, _bundle], Options with { EnsembleWeights = weights }), Throws.ArgumentException.With.Message.Contains(nameof(PredictorOptions.EnsembleWeights)));
        }

        Assert.That(() => Predictor.Load([_bundle, _bundle], Options with { EnsembleWeights = [0.5, -1] }), Throws.ArgumentException.With.Message.Contains("0.5, -1"));
    }

    [Test]
    public void An_ensemble_averages_as_its_weights_say_though_its_models_see_other_sizes()
    {
        var other = Bundles.Write(_folder, "other.bundle.safetensors", seed: 2, new ImagePreprocessing(32, 16));
        using var image = Pictures.Ramp(50, 40);
        var (one, two) = (Expected(image, 1), Expected(image, 2, new ImagePreprocessing(32, 16)));

        using var equal = Predictor.Load([_bundle, other], Options);
        using var weighted = Predictor.Load([_bundle, other], Options with { EnsembleWeights = [3, 1] });

        Assert.That(equal.Predict(image).Heads[0].Probabilities.Select(label => label.Probability), Is.EqualTo(one.Zip(two, (a, b) => (a + b) / 2.0)).Within(1e-5));
        Assert.That(weighted.Predict(image).Heads[0].Probabilities.Select(label => label.Probability), Is.EqualTo(one.Zip(two, (a, b) => (0.75 * a) + (0.25 * b))).Within(1e-5));
        Assert.That(equal.Predict(image).Models, Is.EqualTo(2));
        Assert.That(() => Predictor.Load([_bundle, other], Options with { EnsembleWeights = [1] }), Throws.ArgumentException);
        Assert.That(() => Predictor.Load([_bundle, Bundles.Write(_folder, "birds", labels: ["tit", "owl"])], Options), Throws.TypeOf<LabException>().With.Message.Contains("newt").And.Message.Contains("owl"));
    }

    private string WritePicture(int index)
    {
        using var image = Pictures.Noise(20 + index, 30, $"picture {index}");
        return _folder.Write($"{index}.png", Pictures.Encode(image, SKEncodedImageFormat.Png));
    }

    private static float[] Expected(RgbImage image, long seed, ImagePreprocessing? preprocessing = null) => Compute(image, seed, preprocessing ?? Bundles.Preprocessing, input => input);

    private static float[] Flipped(RgbImage image, long seed) => Compute(image, seed, Bundles.Preprocessing, input => input.flip(3));

    // Without the predictor: transform, normalise, call, softmax.
    private static float[] Compute(RgbImage image, long seed, ImagePreprocessing preprocessing, Func<torch.Tensor, torch.Tensor> view)
    {
        using var model = Bundles.Model(seed, Bundles.Labels);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var prepared = preprocessing.CreateTransform().Apply(image, default);
        var bytes = torch.tensor(prepared.Pixels.ToArray(), [1, prepared.Height, prepared.Width, 3], torch.ScalarType.Byte);
        var logits = model.Forward(view(preprocessing.Normalization.Apply(bytes, ImageLayout.Interleaved)))[0];
        return MemoryMarshal.Cast<byte, float>(logits.softmax(1).contiguous().bytes).ToArray();
    }

    private sealed class Moody : ImageDecoder
    {
        protected override RgbImage DecodeBytes(ReadOnlySpan<byte> encoded, string source, ImageRequest request) =>
            encoded.Length == 1 ? throw new NotSupportedException($"not {source}") : SkiaImageDecoder.Default.Decode(encoded, source, request);
    }
}
