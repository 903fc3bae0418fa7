using System.Text.Json.Nodes;
using Lab.Tests.Data.Splits;
using Lab.Tests.Training;
using static TorchSharp.torch;

namespace Lab.Tests.Hosting;

[NonParallelizable]
public sealed class SplitOptionsTests
{
    [Test]
    public void A_run_records_its_split_and_leaves_it_for_others()
    {
        using var application = Application();
        Assert.That(application.Invoke("train", "--epochs", "1", "--validation-share", "0.25", "--test-share", "0.2"), Is.Zero, application.Error);
        var first = Record(application);
        var frozen = Path.Combine(application.Run, "split.json");

        Assert.That(first["split"]!["hash"]!.GetValue<string>(), Is.EqualTo(Split.Read(frozen).Hash));
        Assert.That(first["data"]!["validation"]!["samples"]!.GetValue<int>(), Is.EqualTo(10));
        Assert.That(first["data"]!["test"]!["samples"]!.GetValue<int>(), Is.EqualTo(8));

        Assert.That(application.Invoke("train", "--epochs", "1", "--split", frozen), Is.Zero, application.Error);
        Assert.That(Record(application)["data"]!.ToJsonString(), Is.EqualTo(first["data"]!.ToJsonString()));
        Assert.That(Record(application)["split"]!["hash"]!.GetValue<string>(), Is.EqualTo(first["split"]!["hash"]!.GetValue<string>()));
    }

    [Test]
    public void Folds_are_chosen_by_number_and_one_frozen_file_serves_all()
    {
        using var application = Application();
        var validated = new List<string>();
        var frozen = string.Empty;
        for (var fold = 1; fold <= 3; fold++)
        {
            string[] split = fold == 1 ? ["--folds", "3"] : ["--split", frozen];
            Assert.That(application.Invoke(["train", "--epochs", "1", "--fold", $"{fold}", .. split]), Is.Zero, application.Error);
            frozen = Path.Combine(application.Run, "split.json");
            validated.Add(Record(application)["data"]!["validation"]!["hash"]!.GetValue<string>());
            Assert.That(Record(application)["split"]!["fold"]!.GetValue<int>(), Is.EqualTo(fold));
        }

        Assert.That(validated.Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public void A_resumed_run_splits_as_it_did_and_data_that_has_changed_is_refused()
    {
        using var application = Application();
        Assert.That(application.Invoke("train", "--epochs", "1", "--validation-share", "0.25"), Is.Zero, application.Error);

        Assert.That(application.Invoke("train", "--resume", application.Run, "--epochs", "2"), Is.Zero, application.Error);
        Assert.That(application.Invoke("train", "--resume", application.Run, "--epochs", "3", "--split-seed", "5"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("data is not what"));
        Assert.That(application.Invoke("evaluate", "--run", application.Run), Is.Zero, application.Error);
        Assert.That(application.Invoke("evaluate", "--run", application.Run, "--split-seed", "5"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("samples that were trained on may be among it"));
    }

    [TestCase("--folds 1", "at least 2 folds")]
    [TestCase("--fold 2", "give their number with --folds")]
    [TestCase("--folds 3 --fold 4", "numbered from 1 to 3")]
    [TestCase("--validation-share 0.7 --test-share 0.4", "leave nothing to train on")]
    [TestCase("--validation-share 1", "--validation-share 1")]
    [TestCase("--folds 41", "cannot be split into 41 parts")]
    [TestCase("--split nowhere.json", "nowhere.json")]
    [TestCase("--split-method fair", "--split-method fair")]
    public void Wrong_splits_are_refused_before_a_run_begins(string arguments, string told)
    {
        using var application = Application();

        Assert.That(application.Invoke(["train", .. arguments.Split(' ')]), Is.EqualTo(2), application.Output);
        Assert.That(application.Error, Does.Contain(told));
        Assert.That(application.Runs, Is.Empty);
    }

    [Test]
    public void Data_that_has_a_validation_part_is_not_split_again()
    {
        using var application = new ToyApplication();

        Assert.That(application.Invoke("train", "--epochs", "1", "--validation-share", "0.2"), Is.Zero, application.Error);
        Assert.That(Record(application)["data"]!["train"]!["samples"]!.GetValue<int>(), Is.EqualTo(30));
        Assert.That(Record(application)["split"], Is.Null);
        Assert.That(application.Invoke("train", "--folds", "3"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("12 validation samples of its own"));
    }

    [Test]
    public void Data_that_the_module_has_split_by_the_options_stays_as_it_is()
    {
        var options = new SplitOptions { Folds = 3, Fold = 2 };
        var once = options.Apply(new DataSplits<ToySample> { Train = new GroupedToys() });

        Assert.That(options.Apply(once), Is.SameAs(once));
        Assert.That(once.Fold, Is.EqualTo(2));
    }

    [Test]
    public void A_method_that_tears_groups_apart_is_refused_where_there_are_groups()
    {
        using var application = Application();

        Assert.That(application.Invoke("train", "--validation-share", "0.5", "--split-method", "random"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("in both train and validation data").And.Contain("--split-method stratified-grouped"));
    }

    [Test]
    public void A_trainer_without_a_host_refuses_shared_groups_too()
    {
        using var run = new ToyRun(new TrainerOptions());
        using var train = Loader(Phase.Train);
        using var validation = Loader(Phase.Validation);

        Assert.That(() => run.Trainer.Fit(train, validation), Throws.TypeOf<LabValidationException>().With.Message.Contains("'g0'"));

        static DatasetLoader<ToySample, Tensor, Tensor> Loader(Phase phase) => new(new GroupedToys(), new ToyCollator(), phase);
    }

    private static ToyApplication Application() => new() { Configure = lab => lab.Dataset<GroupedToys>() };

    private static JsonNode Record(ToyApplication application) => JsonNode.Parse(File.ReadAllText(Path.Combine(application.Run, "run.json")))!;

    private sealed class GroupedToys : Dataset<ToySample>
    {
        private readonly ToyDataset _toys = new(40);

        public override int Count => _toys.Count;

        public override IReadOnlyList<string>? ClassNames => _toys.ClassNames;

        public override ToySample this[int index] => _toys[index];

        public override int? ClassOf(int index) => _toys.ClassOf(index);

        public override string GroupOf(int index) => $"g{index / 2}";
    }
}
