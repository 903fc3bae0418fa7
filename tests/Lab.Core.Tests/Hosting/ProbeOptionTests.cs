using System.Text.Json.Nodes;
using Lab.Tests.Models;

namespace Lab.Tests.Hosting;

[NonParallelizable]
public sealed class ProbeOptionTests
{
    [Test]
    public void A_probe_is_a_run_that_is_resumed_evaluated_and_predicted_with_as_any_other()
    {
        using var application = new ToyApplication { Configure = lab => lab.Model("staged", _ => new StagedNetwork()) };
        Assert.That(application.Invoke("--model", "staged", "--probe", "--probe-views", "2", "--epochs", "2"), Is.Zero, application.Error);
        var run = application.Run;
        var metrics = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!["evaluation"]!["metrics"]!;
        Assert.That(File.ReadAllLines(Path.Combine(run, "predictions.csv")), Has.Length.EqualTo(11));

        Assert.That(application.Invoke("train", "--resume", run, "--epochs", "3"), Is.Zero, application.Error);
        Assert.That(application.Invoke("evaluate", "--run", run), Is.Zero, application.Error);
        Assert.That(application.Runs, Has.Count.EqualTo(1));
        Assert.That(metrics["loss"]!.GetValue<double>(), Is.Positive);
    }

    [TestCase("--probe-views", "3")]
    [TestCase("--probe", "false")]
    public void A_probe_is_not_resumed_as_another_run(string option, string value)
    {
        using var application = new ToyApplication { Configure = lab => lab.Model("staged", _ => new StagedNetwork()) };
        Assert.That(application.Invoke("train", "--model", "staged", "--probe", "--probe-views", "2", "--epochs", "1"), Is.Zero, application.Error);
        var record = File.ReadAllText(Path.Combine(application.Run, "run.json"));

        Assert.That(application.Invoke("train", "--resume", application.Run, "--epochs", "2", option, value), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain($"{option} {value}"));
        Assert.That(File.ReadAllText(Path.Combine(application.Run, "run.json")), Is.EqualTo(record));
    }

    [Test]
    public void A_run_that_is_no_probe_is_not_resumed_as_one()
    {
        using var application = new ToyApplication { Configure = lab => lab.Model("staged", _ => new StagedNetwork()) };
        Assert.That(application.Invoke("train", "--model", "staged", "--epochs", "1"), Is.Zero, application.Error);

        Assert.That(application.Invoke("train", "--resume", application.Run, "--epochs", "2", "--probe"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("--probe true"));
    }

    [Test]
    public void A_run_may_begin_with_the_weights_of_another()
    {
        using var application = new ToyApplication { Configure = lab => lab.Model("staged", _ => new StagedNetwork()) };
        Assert.That(application.Invoke("train", "--model", "staged", "--probe", "--epochs", "3"), Is.Zero, application.Error);
        var probe = application.Run;
        Assert.That(application.Invoke("train", "--model", "staged", "--from", probe, "--epochs", "1", "--freeze", "*.weight, *.bias", "--freeze-batch-norm"), Is.Zero, application.Error);

        Assert.That(Loss(application.Run), Is.EqualTo(Loss(probe)).Within(0.05), "nearly all is frozen");
        Assert.That(application.Invoke("train", "--from", probe), Is.EqualTo(1));
        Assert.That(application.Error, Does.Contain("does not fit"));
        Assert.That(application.Invoke("train", "--from", "nowhere"), Is.EqualTo(2));

        double Loss(string run)
        {
            Assert.That(application.Invoke("evaluate", "--run", run), Is.Zero, application.Error);
            return JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!["evaluation"]!["metrics"]!["loss"]!.GetValue<double>();
        }
    }

    [Test]
    public void A_model_without_features_and_a_wrong_part_are_refused_and_leave_no_run()
    {
        using var application = new ToyApplication();

        Assert.That(application.Invoke("train", "--probe"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("IFeatureModel"));
        Assert.That(application.Invoke("train", "--freeze", "neck for 1 epoch"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("'neck'"));
        Assert.That(application.Invoke("train", "--freeze", "hidden for a while", "--learning-rate-scales", "head"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("a while").And.Contains("head=10"));
        Assert.That(application.Runs, Is.Empty);
    }

    [Test]
    public void Frozen_parts_and_rates_are_options_and_recorded()
    {
        using var application = new ToyApplication();
        Assert.That(application.Invoke("train", "--epochs", "2", "--freeze", "hidden for 1 epoch, norm", "--learning-rate-scales", "head=10,hidden=0.1"), Is.Zero, application.Error);

        var options = JsonNode.Parse(File.ReadAllText(Path.Combine(application.Run, "run.json")))!["options"]!;
        Assert.That(options["freeze"]!.GetValue<string>(), Is.EqualTo("hidden for 1 epoch,norm"));
        Assert.That(options["learning-rate-scales"]!.GetValue<string>(), Is.EqualTo("head=10,hidden=0.1"));
        Assert.That(application.Invoke("train", "--resume", application.Run, "--epochs", "3"), Is.Zero, application.Error);
    }
}
