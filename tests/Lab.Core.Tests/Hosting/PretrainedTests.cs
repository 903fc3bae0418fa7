using System.Text.Json.Nodes;
using Lab.Hub;
using Lab.Weights;

namespace Lab.Tests.Hosting;

/// <summary>When an experiment asks its model for published weights.</summary>
[NonParallelizable]
public sealed class PretrainedTests
{
    private static int _asked;

    [Test]
    public void A_training_that_begins_asks_once_and_nothing_else_does()
    {
        _asked = 0;
        using var application = new ToyApplication { Configure = lab => lab.Model("published", _ => new Wrapper()).SafetensorsExport() };

        Assert.That(application.Invoke("train", "--model", "published", "--epochs", "1"), Is.Zero, application.Error);
        Assert.That(_asked, Is.EqualTo(1));
        var record = JsonNode.Parse(File.ReadAllText(Path.Combine(application.Run, "run.json")))!;
        Assert.That(record["pretrained"]!.AsArray().Single()!.GetValue<string>(), Does.StartWith("2 entries loaded from somewhere"));
        Assert.That(application.Invoke("train", "--resume", application.Run, "--epochs", "2"), Is.Zero, application.Error);
        Assert.That(application.Invoke("evaluate"), Is.Zero, application.Error);
        Assert.That(application.Invoke("predict"), Is.Zero, application.Error);
        Assert.That(application.Invoke("export"), Is.Zero, application.Error);
        Assert.That(_asked, Is.EqualTo(1));
    }

    [Test]
    public void Searches_and_trials_begin_where_a_training_would()
    {
        _asked = 0;
        using var application = new ToyApplication { Configure = lab => lab.Model("published", _ => new Wrapper()) };

        Assert.That(application.Invoke("find-lr", "--model", "published"), Is.Zero, application.Error);
        Assert.That(application.Invoke("train", "--model", "published", "--fast-dev-run"), Is.Zero, application.Error);
        Assert.That(_asked, Is.EqualTo(2));
    }

    private sealed class Wrapper : Model<Tensor, Tensor>
    {
        private readonly Part part = new();

        public override Tensor forward(Tensor input) => part.call(input);
    }

    private sealed class Part : Model<Tensor, Tensor>, IPretrainable
    {
        private readonly TorchSharp.Modules.Linear head = torch.nn.Linear(4, 3);

        public Part() => RegisterComponents();

        public override Tensor forward(Tensor input) => head.call(input);

        public WeightReport? LoadPretrained(Action<HubProgress>? progress = null, CancellationToken cancellation = default)
        {
            _asked++;
            return new WeightReport { Source = "somewhere", Loaded = ["head.weight", "head.bias"], Reshaped = [], Replaced = [], Missing = [], Unexpected = [], Misfits = [] };
        }
    }
}
