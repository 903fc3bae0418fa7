using Lab.Checkpoints;
using Lab.Optimization;
using static TorchSharp.torch;

namespace Lab.Tests.Training;

internal sealed record ToySample(float[] Features, long Class);

/// <summary>Points around three centres, the same in every process.</summary>
internal sealed class ToyDataset(int count) : Dataset<ToySample>
{
    public override int Count => count;

    public override IReadOnlyList<string> ClassNames { get; } = ["a", "b", "c"];

    public override ToySample this[int index]
    {
        get
        {
            var random = new RandomKey(7).Derive(index).CreateRandom();
            var label = index % 3;
            return new ToySample([.. Enumerable.Range(0, 4).Select(i => (float)(random.NextGaussian() + (i == label ? 2 : 0)))], label);
        }
    }

    public override int? ClassOf(int index) => index % 3;
}

/// <summary>Adds keyed noise in training, as an augmentation does.</summary>
internal sealed class ToyCollator : Collator<ToySample, Tensor, Tensor>
{
    private readonly Field<float> _features;
    private readonly Field<long> _class;

    public ToyCollator()
    {
        _features = AddField<float>("features", 4);
        _class = AddField<long>("class");
    }

    public float Noise { get; init; } = 0.1f;

    public override void Write(ToySample sample, SampleWriter writer)
    {
        var random = writer.Random.Derive("noise").CreateRandom();
        var features = writer.Get(_features);
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = sample.Features[i] + (writer.Phase == Phase.Train ? Noise * (float)random.NextGaussian() : 0);
        }

        writer.Set(_class, sample.Class);
    }

    public override Tensor ReadInput(BatchTensors batch) => batch.OnDevice(_features);

    public override Tensor ReadTarget(BatchTensors batch) => batch.OnDevice(_class);
}

/// <summary>A small network with dropout and batch normalisation: what a resume must get right.</summary>
internal sealed class ToyModel : Model<Tensor, Tensor>
{
    private readonly TorchSharp.Modules.Linear hidden = nn.Linear(4, 16);
    private readonly TorchSharp.Modules.BatchNorm1d norm = nn.BatchNorm1d(16);
    private readonly TorchSharp.Modules.Dropout dropout;
    private readonly TorchSharp.Modules.Linear head;

    public ToyModel(int classes = 3, double dropout = 0.2)
    {
        this.dropout = nn.Dropout(dropout);
        head = nn.Linear(16, classes);
        ClassCount = classes;
    }

    public override int? ClassCount { get; }

    public override Tensor forward(Tensor input)
    {
        // Written as a user would: scalars and intermediate tensors are left to the trainer.
        var x = nn.functional.relu(norm.call(hidden.call(input)) * 2 + 0.5);
        return head.call(dropout.call(x));
    }
}

internal sealed class ToyLoss : Loss<Tensor, Tensor>
{
    public override Tensor forward(Tensor output, Tensor target, LossArguments arguments) => nn.functional.cross_entropy(output, target);
}

internal sealed class CountingMetric : Metric<Tensor, Tensor>
{
    public static readonly MetricKey Accuracy = new("accuracy");

    private long _right;
    private long _all;

    public override IReadOnlyList<MetricKey> Keys { get; } = [Accuracy];

    public override void Update(Tensor output, Tensor target)
    {
        _right += output.argmax(1).eq(target).sum().item<long>();
        _all += target.shape[0];
    }

    public override IReadOnlyList<double> Compute() => [(double)_right / _all];

    public override void Reset() => (_right, _all) = (0, 0);

    public override void Merge(Metric<Tensor, Tensor> other)
    {
        _right += ((CountingMetric)other)._right;
        _all += ((CountingMetric)other)._all;
    }

    public override System.Text.Json.Nodes.JsonNode CaptureState() => new System.Text.Json.Nodes.JsonArray(_right, _all);

    public override void RestoreState(System.Text.Json.Nodes.JsonNode state) => (_right, _all) = (state[0]!.GetValue<long>(), state[1]!.GetValue<long>());
}

/// <summary>A run of the toy experiment.</summary>
internal sealed class ToyRun : IDisposable
{
    public ToyRun(TrainerOptions options, IReadOnlyList<Hook>? hooks = null, ToyModel? model = null, LoaderOptions? loader = null, int samples = 50, string? folder = null, OptimizerOptions? optimizer = null,
        Func<TrainerParts<Tensor, Tensor, Tensor>, TrainerParts<Tensor, Tensor, Tensor>>? configure = null)
    {
        random.manual_seed(options.Seed).Dispose();
        Model = model ?? new ToyModel();
        optimizer ??= new OptimizerOptions { Name = "adamw", LearningRate = 0.01 };
        loader ??= new LoaderOptions { BatchSize = 8, LoaderThreads = 0 };
        Train = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(samples), new ToyCollator(), Phase.Train, loader, options.Seed);
        Validation = new DatasetLoader<ToySample, Tensor, Tensor>(new ToyDataset(20), new ToyCollator(), Phase.Validation, loader, options.Seed);
        var parts = new TrainerParts<Tensor, Tensor, Tensor>
        {
            Model = Model,
            Loss = new ToyLoss(),
            Optimizer = (model, loss) => new OptimizerFactory().Create(optimizer, model, loss),
            LearningRate = optimizer.LearningRate,
            Metrics = () => [new CountingMetric()],
            Hooks = hooks ?? [],
            Checkpoints = folder is null ? null : new CheckpointStore(folder),
        };
        Trainer = new Trainer<Tensor, Tensor, Tensor>(configure?.Invoke(parts) ?? parts, options);
    }

    public ToyModel Model { get; }

    public DatasetLoader<ToySample, Tensor, Tensor> Train { get; }

    public DatasetLoader<ToySample, Tensor, Tensor> Validation { get; }

    public Trainer<Tensor, Tensor, Tensor> Trainer { get; }

    public RunResult Fit(Checkpoint? resume = null, bool validate = true, CancellationToken cancellation = default) =>
        Trainer.Fit(Train, validate ? Validation : null, resume, cancellation);

    /// <summary>The bits of all weights and buffers.</summary>
    public string WeightHash()
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        foreach (var (_, tensor) in Model.state_dict())
        {
            hash.AppendData(tensor.bytes);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    public void Dispose()
    {
        Trainer.Dispose();
        Train.Dispose();
        Validation.Dispose();
        Model.Dispose();
    }
}
