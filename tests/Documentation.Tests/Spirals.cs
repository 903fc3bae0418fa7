using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lab;
using Lab.Hooks;
using Lab.Losses;
using Lab.Metrics;
using static TorchSharp.torch;
using Linear = TorchSharp.Modules.Linear;

var builder = LabApplication.CreateBuilder(args);

builder.AddExperiment<Point, Tensor, Tensor, Tensor>("spirals", lab => lab
    .Data<SpiralData>()
    .Collator<PointCollator>()
    .Model<SmallModel>().Options<SmallModelOptions>()
    .Loss<SmoothedLoss>().Loss<CrossEntropyLoss>()                  // --loss smoothed (the first is the default) or cross-entropy
    .Metric(_ => new ClassificationMetrics(["inner", "outer"]))
    .Hook<FadingSmoothing>()
    .Hook<StopWhenSolved>()
    .DefaultHooks());                                               // progress, log.txt, metrics.jsonl, TensorBoard, checkpoints, early stopping

return builder.Build().Run();

/// <summary>A sample is a small managed value.</summary>
internal sealed record Point(float X, float Y, long Class);

/// <summary>Two spirals. A sample depends on its index only.</summary>
internal sealed class Spirals(int count, long seed) : Dataset<Point>
{
    public override int Count => count;

    public override IReadOnlyList<string> ClassNames { get; } = ["inner", "outer"];

    public override int? ClassOf(int index) => index % 2;

    public override Point this[int index]
    {
        get
        {
            var turn = RandomKey.FromSeed(seed).Derive(CheckIndex(index)).CreateRandom().NextDouble(0.2, 1);
            var angle = ((3 * turn) + (index % 2)) * Math.PI;
            return new Point((float)(turn * Math.Cos(angle)), (float)(turn * Math.Sin(angle)), index % 2);
        }
    }
}

/// <summary>Which samples serve which phase.</summary>
internal sealed class SpiralData : DataModule<Point>
{
    public override DataSplits<Point> Open() => new() { Train = new Spirals(1000, seed: 1), Validation = new Spirals(400, seed: 2) };
}

/// <summary>Writes samples into batches on the loader's threads, and gives the finished batches to model and loss.</summary>
internal sealed class PointCollator : Collator<Point, Tensor, Tensor>
{
    private readonly Field<float> _position;
    private readonly Field<long> _class;

    public PointCollator() => (_position, _class) = (AddField<float>("position", 2), AddField<long>("class"));

    public override void Write(Point sample, SampleWriter writer)
    {
        var random = writer.Random.CreateRandom();                  // a function of seed, epoch and sample
        var noise = writer.Phase == Phase.Train ? 0.01 : 0;
        var position = writer.Get(_position);
        position[0] = sample.X + (float)(noise * random.NextGaussian());
        position[1] = sample.Y + (float)(noise * random.NextGaussian());
        writer.Set(_class, sample.Class);
    }

    public override Tensor ReadInput(BatchTensors batch) => batch.OnDevice(_position);

    public override Tensor ReadTarget(BatchTensors batch) => batch.OnDevice(_class);
}

/// <summary>Every property is an option: --width, LAB_WIDTH, or "Lab": { "width": 128 } in appsettings.json.</summary>
internal sealed class SmallModelOptions
{
    [Description("Width of the hidden layers.")]
    [Range(1, 4096)]
    public int Width { get; set; } = 64;
}

internal sealed class SmallModel(SmallModelOptions options) : Model<Tensor, Tensor>
{
    private readonly Linear first = nn.Linear(2, options.Width);
    private readonly Linear second = nn.Linear(options.Width, options.Width);
    private readonly Linear head = nn.Linear(options.Width, 2);

    public override int? ClassCount => 2;

    public override Tensor forward(Tensor input) =>
        head.call(nn.functional.relu(second.call(nn.functional.relu(first.call(input * 2)))));
}

/// <summary>Cross entropy whose smoothing a hook may set.</summary>
internal sealed class SmoothedLoss : Loss<Tensor, Tensor>
{
    public static readonly LossArgument<double> Smoothing = new("smoothing");

    public override Tensor forward(Tensor output, Tensor target, LossArguments arguments) =>
        nn.functional.cross_entropy(output, target, label_smoothing: arguments.Get(Smoothing, otherwise: 0));
}

/// <summary>An OptimHook may change how the model is optimised: here, an argument of the loss.</summary>
internal sealed class FadingSmoothing : OptimHook
{
    public override void Loss(LossContext loss, LossDelegate next)
    {
        loss.Arguments.Set(SmoothedLoss.Smoothing, 0.1 / loss.Epoch);
        next(loss);
    }
}

/// <summary>An EpochHook looks, records, and may ask the run to stop.</summary>
internal sealed class StopWhenSolved : EpochHook
{
    public override IReadOnlyList<MonitoredMetric> Monitors { get; } = [new(Phase.Validation, ClassificationKeys.Accuracy)];

    public override void OnEpochReport(EpochReport report, RunControl control)
    {
        if (report.Get(Phase.Validation, ClassificationKeys.Accuracy) > 0.995)
        {
            control.RequestStop("more than 99.5 % of the validation points are right");
        }
    }
}
