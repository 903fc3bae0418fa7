using System.Text.Json.Nodes;
using Lab.Tests.Training;
using Microsoft.Extensions.DependencyInjection;

namespace Lab.Tests.Hosting;

[NonParallelizable]
public sealed class EarlierRunTests
{
    [Test]
    public void Parts_are_told_what_the_run_recorded_that_they_serve_again()
    {
        var seen = new List<int?>();
        using var application = new ToyApplication
        {
            Configure = lab =>
            {
                lab.Services.AddSingleton(seen);
                lab.Collator<PreparedCollator>().SafetensorsExport();
            },
        };
        Assert.That(application.Invoke("train", "--epochs", "1"), Is.Zero, application.Error);
        Assert.That(seen, Is.Not.Empty.And.All.Null, "where a run begins nothing is recorded");
        var run = application.Run;

        foreach (var arguments in new string[][] { ["train", "--resume", run, "--epochs", "2"], ["evaluate", "--run", run], ["predict", "--run", run], ["export", "--run", run], ["train", "--from", run, "--epochs", "1"] })
        {
            seen.Clear();
            Assert.That(application.Invoke(arguments), Is.Zero, application.Error);
            Assert.That(seen, Is.Not.Empty.And.All.EqualTo(7), arguments[0]);
        }
    }

    private sealed class PreparedCollator : Collator<ToySample, Tensor, Tensor>
    {
        private readonly Field<float> _features;
        private readonly Field<long> _class;

        public PreparedCollator(EarlierRun run, List<int?> seen)
        {
            (_features, _class) = (AddField<float>("features", 4), AddField<long>("class"));
            seen.Add(run.Preparation?["width"]?.GetValue<int>());
        }

        public override IInputPreparation Preparation { get; } = new Width(7);

        public override void Write(ToySample sample, SampleWriter writer)
        {
            sample.Features.AsSpan().CopyTo(writer.Get(_features));
            writer.Set(_class, sample.Class);
        }

        public override Tensor ReadInput(BatchTensors batch) => batch.OnDevice(_features);

        public override Tensor ReadTarget(BatchTensors batch) => batch.OnDevice(_class);
    }

    private sealed class Width(int pixels) : IInputPreparation
    {
        public JsonObject ToJson() => new() { ["width"] = pixels };

        public IEnumerable<string> DifferencesFrom(IInputPreparation trained) => [];
    }
}
