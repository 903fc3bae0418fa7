using Lab.Checkpoints;
using Lab.Native;
using Lab.Optimization;
using static TorchSharp.torch;

namespace Lab.Tests.Training;

public sealed class ChannelsLastTests
{
    private static readonly TrainerOptions Plain = new() { Epochs = 2.Epochs(), Device = "cpu" };

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("lab-channels-last-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private sealed class Picture : Dataset<int>
    {
        public override int Count => 20;

        public override int this[int index] => index;
    }

    private sealed class PictureCollator : Collator<int, Tensor, Tensor>
    {
        private readonly Field<float> _pixels;
        private readonly Field<long> _class;

        public PictureCollator() => (_pixels, _class) = (AddField<float>("pixels", 3, 8, 6), AddField<long>("class"));

        public override void Write(int sample, SampleWriter writer)
        {
            var random = RandomKey.FromSeed(5).Derive(sample).CreateRandom();
            foreach (ref var pixel in writer.Get(_pixels))
            {
                pixel = (float)random.NextGaussian() + (sample % 2);
            }

            writer.Set(_class, sample % 2);
        }

        public override Tensor ReadInput(BatchTensors batch) => batch.OnDevice(_pixels);

        public override Tensor ReadTarget(BatchTensors batch) => batch.OnDevice(_class);
    }

    private sealed class Network : Model<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Conv2d wide = nn.Conv2d(3, 8, 3, padding: 1);
        private readonly TorchSharp.Modules.Conv2d pointwise = nn.Conv2d(8, 4, 1);
        private readonly TorchSharp.Modules.Conv2d depthwise = nn.Conv2d(4, 4, 3, groups: 4);
        private readonly TorchSharp.Modules.BatchNorm2d norm = nn.BatchNorm2d(4);
        private readonly TorchSharp.Modules.Linear head = nn.Linear(4, 2);

        public List<(bool Input, bool Inner)> Layouts { get; } = [];

        public override Tensor forward(Tensor input)
        {
            var inner = pointwise.call(nn.functional.relu(wide.call(input)));
            Layouts.Add((MemoryFormats.IsChannelsLast(input), MemoryFormats.IsChannelsLast(inner)));
            return head.call(norm.call(depthwise.call(inner)).mean([2, 3]));
        }
    }

    private sealed class Run : IDisposable
    {
        private readonly DatasetLoader<int, Tensor, Tensor> _loader = new(new Picture(), new PictureCollator(), Phase.Train, new LoaderOptions { BatchSize = 8, LoaderThreads = 0 }, seed: 1);
        private readonly Trainer<Tensor, Tensor, Tensor> _trainer;

        public Run(TrainerOptions options, string? folder = null, params Hook[] hooks)
        {
            random.manual_seed(1).Dispose();
            Model = new Network();
            _trainer = new Trainer<Tensor, Tensor, Tensor>(
                new TrainerParts<Tensor, Tensor, Tensor>
                {
                    Model = Model,
                    Loss = new ToyLoss(),
                    Optimizer = (model, loss) => new Sgd(ParameterGroups.Create(model, loss, new ParameterGroupSettings { WeightDecay = 0.01 }), new SgdOptions { Momentum = 0.9 }),
                    LearningRate = 0.05,
                    Hooks = hooks,
                    Checkpoints = folder is null ? null : new CheckpointStore(folder),
                },
                options);
        }

        public Network Model { get; }

        public RunResult Fit(Checkpoint? resume = null) => _trainer.Fit(_loader, resume: resume);

        public float[] Weights()
        {
            using var scope = NewDisposeScope();
            return [.. Model.state_dict().Values.SelectMany(tensor => tensor.detach().to(ScalarType.Float32).contiguous().data<float>().ToArray())];
        }

        public void Dispose()
        {
            _trainer.Dispose();
            _loader.Dispose();
            Model.Dispose();
        }
    }

    private sealed class SaveAll : BatchHook
    {
        public List<string> Names { get; } = [];

        public override void OnBatchEnd(BatchEnd batch, RunControl control) => Names.Add(control.RequestCheckpoint());
    }

    private sealed class Strides : OptimHook
    {
        public List<string> Unlike { get; } = [];

        private OptimParts _parts = null!;

        public override void Attach(OptimParts parts) => _parts = parts;

        public override void Step(StepContext step, StepDelegate next)
        {
            using (NewDisposeScope())
            {
                foreach (var (name, parameter) in _parts.Model.named_parameters())
                {
                    if (!new TensorInfo(parameter).SameStrides(new TensorInfo(parameter.grad!)))
                    {
                        Unlike.Add(name);
                    }
                }
            }

            next(step);
        }
    }

    [Test]
    public void Weights_inputs_and_what_flows_between_are_channels_last_and_the_run_learns_the_same()
    {
        using var plain = new Run(Plain);
        using var last = new Run(Plain with { ChannelsLast = true });
        plain.Fit();
        last.Fit();

        Assert.That(plain.Model.Layouts, Is.All.EqualTo((false, false)));
        Assert.That(last.Model.Layouts, Is.All.EqualTo((true, true)));
        Assert.That(last.Model.parameters().Where(parameter => parameter.dim() == 4).Select(MemoryFormats.IsChannelsLast), Is.All.True);
        Assert.That(last.Weights(), Is.EqualTo(plain.Weights()).Within(1e-4));
    }

    [Test]
    public void Gradients_come_in_the_layout_of_their_parameters_so_that_the_step_copies_none([Values] bool bfloat16)
    {
        var strides = new Strides();
        using var run = new Run(Plain with { ChannelsLast = true, Precision = bfloat16 ? Precision.BFloat16 : Precision.Float32 }, hooks: strides);
        run.Fit();

        Assert.That(strides.Unlike.Distinct(), Is.Empty);
    }

    [Test]
    public void Every_checkpoint_holds_the_plain_layout_and_continues_to_the_same_bits_in_channels_last([Values] bool bfloat16)
    {
        var options = Plain with { ChannelsLast = true, Precision = bfloat16 ? Precision.BFloat16 : Precision.Float32 };
        var save = new SaveAll();
        using var whole = new Run(options, _folder, save);
        whole.Fit();
        var store = new CheckpointStore(_folder);
        foreach (var name in save.Names.Distinct().SkipLast(1))
        {
            using var rest = new Run(options);
            rest.Fit(store.Open(name));
            Assert.That(rest.Weights(), Is.EqualTo(whole.Weights()), name);
        }

        using var model = new Network();
        store.Open(save.Names[^1]).LoadModel(model);
        using var scope = NewDisposeScope();
        Assert.That(
            model.state_dict().Values.SelectMany(tensor => tensor.detach().to(ScalarType.Float32).data<float>().ToArray()), Is.EqualTo(whole.Weights()), "a model in plain layout has the same values");
    }

    [Test]
    public void A_run_that_was_saved_in_channels_last_goes_on_without()
    {
        var save = new SaveAll();
        using var whole = new Run(Plain with { ChannelsLast = true }, _folder, save);
        whole.Fit();
        using var rest = new Run(Plain);
        rest.Fit(new CheckpointStore(_folder).Open(save.Names[1]));

        Assert.That(rest.Model.Layouts, Is.All.EqualTo((false, false)));
        Assert.That(rest.Weights(), Is.EqualTo(whole.Weights()).Within(1e-4));
    }
}
