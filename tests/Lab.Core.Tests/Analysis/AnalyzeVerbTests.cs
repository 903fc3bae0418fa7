using System.Text.Json.Nodes;
using Lab.Analysis;
using Lab.Tests.Hosting;
using Lab.Tests.Training;

namespace Lab.Tests.Analysis;

[NonParallelizable]
public sealed class AnalyzeVerbTests
{
    [Test]
    public void Samples_that_are_no_images_get_their_page_and_the_same_figures_as_json()
    {
        using var application = new ToyApplication { Configure = lab => lab.Dataset<People>() };
        Assert.That(application.Invoke("analyze", "--validation-share", "0.3"), Is.Zero, application.Error);
        var json = Report(application);
        var page = File.ReadAllText(Path.Combine(application.Run, "report.html"));

        Assert.That(json["sections"]!.AsArray().Select(section => section!["id"]!.GetValue<string>()), Is.EqualTo(new[] { "overview", "classes", "attributes", "relations", "groups", "label-drift" }));
        Assert.That(page, Does.Contain("mask x gender").And.Contain("What stands out").And.Contain("&lt;30"));
        Assert.That(application.Output, Does.Contain("report.json"));
        Assert.That(File.Exists(Path.Combine(application.Run, "split.json")));
    }

    [Test]
    public void Imbalance_absent_classes_and_labels_at_odds_with_their_group_stand_out_with_an_answer()
    {
        using var application = new ToyApplication { Configure = lab => lab.Dataset<People>() };
        Assert.That(application.Invoke("analyze"), Is.Zero, application.Error);
        var findings = Report(application)["sections"]!.AsArray().SelectMany(section => section!["findings"]!.AsArray()).Select(finding => $"{finding!["text"]} {finding["remedy"]}").ToList();

        Assert.That(findings, Has.Some.Contains("no sample of c"));
        Assert.That(findings, Has.Some.Contains("a is").And.Some.Contains("times as common as b").And.Some.Contains("--sampler class-balanced"));
        Assert.That(findings, Has.Some.Contains("'p7', whose gender is male (2), female (1)"));
        Assert.That(findings, Has.Some.Contains("--validation-share 0.2"));
    }

    [Test]
    public void Groups_on_two_sides_are_shown_and_not_refused()
    {
        using var application = new ToyApplication { Configure = lab => lab.Dataset<People>() };

        Assert.That(application.Invoke("analyze", "--validation-share", "0.5", "--split-method", "random"), Is.Zero, application.Error);
        Assert.That(File.ReadAllText(Path.Combine(application.Run, "report.html")), Does.Contain("groups lie in more than one part"));
    }

    [Test]
    public void Runs_of_all_folds_judge_every_sample_once_and_name_suspected_labels()
    {
        using var application = new ToyApplication { Configure = lab => lab.Dataset<People>() };
        var runs = new List<string>();
        for (var fold = 1; fold <= 3; fold++)
        {
            Assert.That(application.Invoke("train", "--epochs", "2", "--folds", "3", "--fold", $"{fold}"), Is.Zero, application.Error);
            runs.AddRange(["--run", application.Run]);
        }

        var logs = application.Runs.ToDictionary(run => run, run => Directory.GetFiles(run).Length);
        Assert.That(application.Invoke(["analyze", .. runs]), Is.Zero, application.Error);
        var sections = Report(application)["sections"]!.AsArray();
        var confusion = sections.Single(section => section!["id"]!.GetValue<string>() == "model")!["blocks"]![1]!["counts"]!.AsArray().Sum(row => row!.AsArray().Sum(count => count!.GetValue<int>()));

        Assert.That(confusion, Is.EqualTo(new People().Count));
        Assert.That(sections.Select(section => section!["id"]!.GetValue<string>()), Does.Contain("mistakes").And.Contain("suspected-labels"));
        Assert.That(File.ReadAllLines(Path.Combine(application.Run, "suspected-labels.csv"))[0], Is.EqualTo("sample,label,suggested,probability_of_label,probability_of_suggested,margin"));
        Assert.That(logs.All(run => Directory.GetFiles(run.Key).Length == run.Value), "judging leaves nothing in the runs' folders");
    }

    [Test]
    public void A_run_alone_is_judged_on_its_validation_part_only_and_the_page_says_so()
    {
        using var application = new ToyApplication { Configure = lab => lab.Dataset<People>() };
        Assert.That(application.Invoke("train", "--epochs", "1", "--validation-share", "0.3"), Is.Zero, application.Error);
        Assert.That(application.Invoke("analyze", "--run", application.Run), Is.Zero, application.Error);

        Assert.That(File.ReadAllText(Path.Combine(application.Run, "report.html")), Does.Contain("of its validation part only"));
    }

    [Test]
    public void Advice_goes_by_the_training_accuracy_that_the_run_recorded()
    {
        using var application = new ToyApplication { Configure = lab => lab.Dataset<Many>() };
        Assert.That(application.Invoke("train", "--epochs", "1", "--validation-share", "0.4"), Is.Zero, application.Error);
        var accuracy = JsonNode.Parse(File.ReadAllText(Path.Combine(application.Run, "run.json")))!["result"]!["metrics"]!["train/accuracy"]!.GetValue<double>();
        Assert.That(application.Invoke("analyze", "--run", application.Run), Is.Zero, application.Error);

        Assert.That(File.ReadAllText(Path.Combine(application.Run, "report.html")), Does.Contain(FormattableString.Invariant($"in the last epoch of training its accuracy was {accuracy:0.00}")));
    }

    [Test]
    public void A_run_without_validation_data_is_refused_for_its_model_has_seen_everything()
    {
        using var application = new ToyApplication { Configure = lab => lab.Dataset<People>() };
        Assert.That(application.Invoke("train", "--epochs", "1"), Is.Zero, application.Error);

        Assert.That(application.Invoke("analyze", "--run", application.Run), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("no validation data"));
        Assert.That(application.Invoke("analyze", "--run", application.Folder), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("no run folder"));
    }

    [Test]
    public void Samples_without_classes_are_refused_before_a_model_answers()
    {
        using var application = new ToyApplication { Configure = lab => lab.Dataset<Unlabelled>() };
        Assert.That(application.Invoke("train", "--epochs", "1", "--validation-share", "0.4"), Is.Zero, application.Error);

        Assert.That(application.Invoke("analyze", "--run", application.Run), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain($"--run {application.Runs.Min()}: no sample of its validation data has a class").And.Contain("ClassOf").And.Not.Contain("judging"));
    }

    [Test]
    public void An_analyzer_of_its_own_adds_a_section_and_one_that_is_cancelled_ends_with_130()
    {
        using var application = new ToyApplication { Configure = lab => lab.Analyzer<Largest>() };
        Assert.That(application.Invoke("analyze"), Is.Zero, application.Error);
        Assert.That(Report(application)["sections"]!.AsArray().Select(section => section!["title"]!.GetValue<string>()), Does.Contain("Largest feature"));

        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.That(application.Invoke(source.Token, "analyze"), Is.EqualTo(130));
    }

    [Test]
    public void Wrong_options_of_the_verb_are_named()
    {
        using var application = new ToyApplication();

        Assert.That(application.Invoke("analyze", "--longest-list", "0"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("--longest-list 0"));
    }

    private static JsonNode Report(ToyApplication application) => JsonNode.Parse(File.ReadAllText(Path.Combine(application.Run, "report.json")))!;

    private sealed class Largest : Analyzer<ToySample>
    {
        public override IEnumerable<ReportSection> Analyze(AnalysisContext<ToySample> context)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress.Begin("looking", context.Parts.Sum(part => part.Data.Count));
            var rows = context.Parts.Select(part => (IReadOnlyList<object?>)
            [
                part.Name,
                Enumerable.Range(0, part.Data.Count).Max(index =>
                {
                    context.Progress.Step();
                    return (double)part.Data[index].Features.Max();
                }),
            ]);
            yield return new ReportSection("largest", "Largest feature") { Blocks = [new TableBlock(["part", "largest"], [.. rows])] };
        }
    }

    private class Unlabelled : Dataset<ToySample>
    {
        protected ToyDataset Toys { get; } = new(300);

        public override int Count => Toys.Count;

        public override IReadOnlyList<string>? ClassNames => Toys.ClassNames;

        public override ToySample this[int index] => Toys[index];
    }

    private sealed class Many : Unlabelled
    {
        public override int? ClassOf(int index) => Toys.ClassOf(index);
    }

    /// <summary>Thirteen people with three samples each; one person has two genders.</summary>
    private sealed class People : Dataset<ToySample>
    {
        private readonly ToyDataset _toys = new(39);

        public override int Count => 39;

        public override IReadOnlyList<string> ClassNames { get; } = ["a", "b", "c"];

        public override IReadOnlyList<string> AttributeNames { get; } = ["mask", "gender", "age"];

        public override ToySample this[int index] => _toys[CheckIndex(index)] with { Class = ClassOf(index)!.Value };

        public override int? ClassOf(int index) => index % 8 == 0 ? 1 : 0;

        public override string GroupOf(int index) => $"p{index / 3}";

        public override IReadOnlyList<string?> AttributesOf(int index) => [index % 3 == 0 ? "none" : "worn", (index / 3 % 2 == 0) ^ (index == 22) ? "female" : "male", index / 3 < 10 ? "<30" : null];
    }
}
