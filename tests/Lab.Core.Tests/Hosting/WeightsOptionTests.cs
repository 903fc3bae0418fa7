using System.Text.Json.Nodes;
using Lab.Checkpoints;
using Lab.Tests.Averages;
using Lab.Tests.Training;

namespace Lab.Tests.Hosting;

[NonParallelizable]
public sealed class WeightsOptionTests
{
    private static JsonNode Evaluation(ToyApplication application) => JsonNode.Parse(File.ReadAllText(Path.Combine(application.Run, "run.json")))!["evaluation"]!;

    [Test]
    public void Evaluate_and_predict_take_the_average_where_they_are_told_to()
    {
        using var application = new ToyApplication { Configure = lab => lab.Hook(_ => new MeanWeights()) };
        Assert.That(application.Invoke("train", "--epochs", "2"), Is.Zero, application.Error);
        Assert.That(application.Output, Does.Contain("average"), "the table at the end has a column of it");
        Assert.That(application.Invoke("evaluate"), Is.Zero, application.Error);
        var raw = Evaluation(application).DeepClone();
        Assert.That(application.Invoke("evaluate", "--weights", "average"), Is.Zero, application.Error);
        var average = Evaluation(application).DeepClone();
        Assert.That(application.Output, Does.Contain("averaged weights of"));
        Assert.That(application.Invoke("predict", "--weights", "average"), Is.Zero, application.Error);

        var checkpoint = new CheckpointStore(Path.Combine(application.Run, "checkpoints")).FindNewest(out _)!;
        Assert.That(raw["weights"]!.GetValue<string>(), Is.EqualTo("raw"));
        Assert.That(average["weights"]!.GetValue<string>(), Is.EqualTo("average"));
        Assert.That(raw["metrics"]!["loss"]!.GetValue<double>(), Is.EqualTo(LossOf(checkpoint.LoadModel)));
        Assert.That(average["metrics"]!["loss"]!.GetValue<double>(), Is.EqualTo(LossOf(checkpoint.LoadAverage)).And.Not.EqualTo(raw["metrics"]!["loss"]!.GetValue<double>()));
    }

    [Test]
    public void Weights_that_there_are_not_are_told_with_the_way_out()
    {
        using var application = new ToyApplication();
        Assert.That(application.Invoke("train", "--epochs", "1"), Is.Zero, application.Error);
        Assert.That(application.Invoke("evaluate", "--weights", "average"), Is.EqualTo(1));
        Assert.That(application.Error, Does.Contain("holds no averaged weights"));
        Assert.That(application.Invoke("evaluate", "--weights", "best"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("--weights best: choose raw or average."));
    }

    private static double LossOf(Action<torch.nn.Module> load)
    {
        using var model = new ToyModel();
        load(model);
        using var loader = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(9), new ToyCollator(), Phase.Test, new LoaderOptions { BatchSize = 8, LoaderThreads = 0 });
        using var trainer = new Trainer<Tensor, Tensor, Tensor>(new TrainerParts<Tensor, Tensor, Tensor> { Model = model, Loss = new ToyLoss() }, new TrainerOptions());
        return trainer.Evaluate(loader).Metrics[MetricKey.Loss];
    }
}
