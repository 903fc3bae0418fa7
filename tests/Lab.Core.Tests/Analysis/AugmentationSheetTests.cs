using Lab.Analysis;
using Lab.Tests.Hosting;
using Lab.Tests.Training;

namespace Lab.Tests.Analysis;

public sealed class AugmentationSheetTests
{
    [Test]
    public void It_shows_samples_beside_what_the_first_epochs_of_training_see()
    {
        using var application = new ToyApplication { Configure = lab => lab.Collator<Previewing>() };

        Assert.That(application.Invoke("analyze", "--augmentations", "3", "--seed", "5"), Is.Zero, application.Error);
        var page = File.ReadAllText(Path.Combine(application.Run, "augmentations.html"));
        Assert.That(application.Output, Does.Contain("augmentations.html"));
        Assert.That(page.Split("class=\"original\""), Has.Length.EqualTo(4));
        foreach (var index in AugmentationSheet.Choose(30, 3, seed: 5))
        {
            Assert.That(page, Does.Contain($"sample {index}<").And.Contains($"&lt;class {index % 3}&gt;"));
            Assert.That(page, Does.Contain($"key {RandomKey.FromSeed(5).Derive("sample").Derive(7).Derive(index).Value}"), "what the loader gives the collator in epoch 7");
        }
    }

    [Test]
    public void The_loader_gives_a_collator_the_keys_that_the_sheet_shows()
    {
        var keys = new List<ulong>();
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(3), new Previewing { Keys = keys }, Phase.Train, new LoaderOptions { BatchSize = 3, LoaderThreads = 0 }, 5);
        using (var pass = loader.Open(4, 0, torch.CPU, CancellationToken.None))
        {
            pass.TryNext();
        }

        Assert.That(keys, Is.EquivalentTo(Enumerable.Range(0, 3).Select(index => DatasetKeys.OfSample(RandomKey.FromSeed(5), 4, index).Value)));
    }

    [Test]
    public void Samples_are_chosen_by_the_seed_each_once_and_no_more_than_there_are()
    {
        var first = AugmentationSheet.Choose(1000, 8, seed: 1);
        Assert.That(AugmentationSheet.Choose(1000, 8, seed: 1), Is.EqualTo(first).And.Unique);
        Assert.That(AugmentationSheet.Choose(1000, 8, seed: 2), Is.Not.EqualTo(first));
        Assert.That(AugmentationSheet.Choose(3, 8, seed: 1), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(AugmentationSheet.Choose(0, 8, seed: 1), Is.Empty);
    }

    [Test]
    public void Without_a_collator_that_shows_its_samples_or_with_a_strange_number_nothing_is_written()
    {
        using var application = new ToyApplication();

        Assert.That(application.Invoke("analyze", "--augmentations"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("IAugmentationPreview<ToySample>").And.Contains("ToyCollator"));
        Assert.That(application.Invoke("analyze", "--augmentations", "many"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("augmentations"));
        Assert.That(application.Runs, Is.Empty);
    }

    [Test]
    public void A_sample_that_cannot_be_read_is_said_to_be_so()
    {
        using var application = new ToyApplication { Configure = lab => lab.Collator<Unreadable>() };

        Assert.That(application.Invoke("analyze", "--augmentations"), Is.Zero, application.Error);
        Assert.That(File.ReadAllText(Path.Combine(application.Run, "augmentations.html")), Does.Contain("cannot be read").And.Contains("face.jpg: gone"));
    }

    private class Previewing : Collator<ToySample, Tensor, Tensor>, IAugmentationPreview<ToySample>
    {
        private readonly Field<float> _features;
        private readonly Field<long> _class;

        public Previewing() => (_features, _class) = (AddField<float>("features", 4), AddField<long>("class"));

        public List<ulong>? Keys { get; init; }

        public override void Write(ToySample sample, SampleWriter writer)
        {
            Keys?.Add(writer.Random.Value);
            sample.Features.CopyTo(writer.Get(_features));
            writer.Set(_class, sample.Class);
        }

        public override Tensor ReadInput(BatchTensors batch) => batch.OnDevice(_features);

        public override Tensor ReadTarget(BatchTensors batch) => batch.OnDevice(_class);

        public virtual SamplePreview Original(ToySample sample) => new(new byte[] { 1 }, [$"<class {sample.Class}>"]);

        public virtual SamplePreview Augmented(ToySample sample, RandomKey random) => new(new byte[] { 2 }, [$"key {random.Value}"]);
    }

    private sealed class Unreadable : Previewing
    {
        public override SamplePreview Original(ToySample sample) => throw new UnreadableSampleException("face.jpg", "gone");
    }
}
