using Lab.Tests.Hosting;
using Lab.Tests.Training;
using static TorchSharp.torch;

namespace Lab.Tests.Loading;

[NonParallelizable]
public sealed class SamplingInRunsTests
{
    [Test]
    public void A_sample_that_comes_again_has_other_random_numbers_which_do_not_depend_on_where_the_pass_began([Values(0, 3)] int threads)
    {
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(
            new ToyDataset(6), new ToyCollator(), Phase.Train, new LoaderOptions { BatchSize = 4, LoaderThreads = threads }, 1, Sampler.Repeated(Sampler.Shuffled(6), 3));
        var whole = Rows(loader, 0);
        var rest = Rows(loader, 2);

        Assert.That(whole, Has.Count.EqualTo(18));
        Assert.That(whole.Distinct().Count(), Is.EqualTo(18), "each sample comes three times, each time with other noise");
        Assert.That(rest, Is.EqualTo(whole.Skip(8)));
    }

    [TestCase("--sampler", "class-balanced")]
    [TestCase("--sampler", "class-balanced", "--class-balance", "0.5", "--samples-per-epoch", "13")]
    [TestCase("--sampler", "repeat-factor", "--repeat-threshold", "0.9")]
    [TestCase("--sampler", "weighted", "--samples-per-epoch", "40", "--repeat", "2")]
    [TestCase("--sampler", "odd", "--repeat", "2")]
    [TestCase("--samples-per-epoch", "11")]
    public void A_run_of_any_sampler_that_is_cut_off_within_an_epoch_and_resumed_ends_with_the_same_weights(params string[] sampling)
    {
        string Weights(int cutAfter)
        {
            using var application = new ToyApplication { Configure = Odd };
            string[] arguments = ["train", "--epochs", "3", "--torch-threads", "1", .. sampling];
            if (cutAfter > 0)
            {
                Assert.That(application.Invoke([.. arguments, "--maximum-steps", $"{cutAfter}"]), Is.Zero, application.Error);
                arguments = ["train", "--resume", application.Run, "--maximum-steps", string.Empty];
            }

            Assert.That(application.Invoke(arguments), Is.Zero, application.Error);
            return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(Directory.GetDirectories(Path.Combine(application.Run, "checkpoints")).Order(StringComparer.Ordinal).Last(), "model.safetensors"))));
        }

        Assert.That(Weights(cutAfter: 3), Is.EqualTo(Weights(cutAfter: 0)));
    }

    [Test]
    public void A_resumed_run_keeps_its_sampler_and_refuses_another()
    {
        using var application = new ToyApplication();
        Assert.That(application.Invoke("train", "--epochs", "1", "--sampler", "class-balanced"), Is.Zero, application.Error);

        Assert.That(application.Invoke("train", "--resume", application.Run, "--epochs", "2", "--sampler", "shuffled"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("--sampler shuffled").And.Contain("class-balanced"));
        Assert.That(application.Invoke("train", "--resume", application.Run, "--epochs", "2"), Is.Zero, application.Error);
    }

    [Test]
    [SetCulture("de-DE")]
    public void The_plan_names_shares_as_options_take_them_in_every_culture()
    {
        using var application = new ToyApplication();
        application.Invoke("train", "--plan", "--validation-share", "0.2", "--test-share", "0.1");

        Assert.That(application.Output, Does.Match(@"split of the training data +--validation-share 0\.2 --test-share 0\.1 "));
    }

    [Test]
    public void The_plan_names_sampler_and_split()
    {
        using var application = new ToyApplication();
        application.Invoke("train", "--plan", "--sampler", "class-balanced", "--class-balance", "0.5", "--samples-per-epoch", "20", "--repeat", "3", "--folds", "5", "--fold", "2");

        Assert.That(application.Output, Does.Match(@"order of an epoch +class-balanced \(0\.5 of the way to equal classes\), 20 samples, 3 times"));
        Assert.That(application.Output, Does.Match(@"split of the training data +--folds 5 --fold 2 \(stratified-grouped, --split-seed 0\)"));
    }

    [TestCase("--sampler other", "Choose shuffled, sequential, class-balanced, repeat-factor, weighted")]
    [TestCase("--class-balance 2", "--class-balance 2")]
    [TestCase("--sampler sequential --samples-per-epoch 5", "--samples-per-epoch 5")]
    [TestCase("--repeat 0", "--repeat 0")]
    public void Wrong_sampling_is_refused_with_the_way_out(string arguments, string told)
    {
        using var application = new ToyApplication();

        Assert.That(application.Invoke(["train", .. arguments.Split(' ')]), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain(told));
        Assert.That(application.Runs, Is.Empty);
    }

    [Test]
    public void Classes_that_are_not_known_cannot_be_balanced()
    {
        var unknown = new Data.Splits.LabelledDataset([new("a", 0, null), new("b", null, null)]);

        Assert.That(() => Samplers.Create(new SamplingOptions { Sampler = "class-balanced" }, unknown), Throws.TypeOf<LabValidationException>().With.Message.Contains("b has no class"));
    }

    [Test]
    public void Accumulated_windows_count_what_the_sampler_brings()
    {
        using var run = new ToyRun(new TrainerOptions { Epochs = 1.Epochs() }, [new ThreeBatches()]);
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(
            new ToyDataset(10), new ToyCollator(), Phase.Train, new LoaderOptions { BatchSize = 8, LoaderThreads = 0 }, 1, Sampler.Repeated(Sampler.Shuffled(10), 5));
        var result = run.Trainer.Fit(loader);

        Assert.That((loader.SampleCount, loader.BatchCount, loader.PlannedSamples(6)), Is.EqualTo((50, 7, 2)));
        Assert.That((result.Position.Step, result.LastReport!.Train!.Samples), Is.EqualTo((3L, 50L)));
    }

    private static void Odd(ExperimentBuilder<ToySample, Tensor, Tensor, Tensor> lab) =>
        lab.Sampler("odd", (_, data) => Sampler.Subset(Enumerable.Range(0, data.Count).Where(index => index % 2 == 1)));

    private static List<string> Rows(DatasetLoader<ToySample, Tensor, Tensor> loader, int firstBatch)
    {
        var rows = new List<string>();
        using var pass = loader.Open(1, firstBatch, CPU);
        while (true)
        {
            using var scope = NewDisposeScope();
            if (pass.TryNext() is not { } batch)
            {
                return rows;
            }

            rows.AddRange(batch.Input.data<float>().ToArray().Chunk(4).Select(row => string.Join(' ', row)));
        }
    }

    private sealed class ThreeBatches : OptimHook
    {
        public override BatchCount Window => 3.Batches();
    }
}
