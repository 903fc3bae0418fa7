using Lab.Tests.Training;

namespace Lab.Tests.Hosting;

/// <summary>The toy experiment as a command-line application in a folder of its own.</summary>
internal sealed class ToyApplication : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("lab-application-").FullName;

    public string Output { get; private set; } = string.Empty;

    public string Error { get; private set; } = string.Empty;

    public Action<ExperimentBuilder<ToySample, Tensor, Tensor, Tensor>> Configure { get; init; } = _ => { };

    /// <summary>The newest run folder.</summary>
    public string Run => Directory.GetDirectories(Path.Combine(Folder, "toy")).Order(StringComparer.Ordinal).Last();

    public IReadOnlyList<string> Runs => Directory.Exists(Path.Combine(Folder, "toy")) ? Directory.GetDirectories(Path.Combine(Folder, "toy")) : [];

    public int Invoke(params string[] arguments) => Invoke(CancellationToken.None, arguments);

    public int Invoke(CancellationToken cancellation, params string[] arguments)
    {
        var named = arguments is ["doctor"] || arguments.Contains("--help") || arguments.Contains("--output") ? arguments : [.. arguments, "--output", Folder];
        var builder = LabApplication.CreateBuilder(named);
        builder.AddExperiment<ToySample, Tensor, Tensor, Tensor>("toy", lab =>
        {
            lab.Data<ToyData>().Collator<ToyCollator>()
                .Model("small", _ => new ToyModel()).Model("five", _ => new ToyModel(classes: 5)).Model("wide", _ => new WideModel())
                .Loss<ToyLoss>().Metric<CountingMetric>().Predictions<ToyPredictions>()
                .Options<LoaderOptions>(loader => (loader.BatchSize, loader.LoaderThreads) = (8, 0))
                .Options<ToyDataOptions>();
            Configure(lab);
        });
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = builder.Build().Run(output, error, cancellation);
        Output = output.ToString();
        Error = error.ToString();
        return code;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    internal sealed class WideModel : Model<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear head = torch.nn.Linear(4, 3);

        public override Tensor forward(Tensor input) => head.call(input);
    }

    internal sealed class ToyDataOptions
    {
        [System.ComponentModel.Description("Samples of the training data.")]
        [System.ComponentModel.DataAnnotations.Range(0, 1000)]
        public int Samples { get; set; } = 30;

        [System.ComponentModel.Description("Whether there is anything to predict for.")]
        public bool Questions { get; set; } = true;
    }

    internal sealed class ToyData(ToyDataOptions options) : DataModule<ToySample>
    {
        public override DataSplits<ToySample> Open() => new()
        {
            Train = new ToyDataset(options.Samples),
            Validation = new ToyDataset(12),
            Test = new ToyDataset(9),
            Predict = options.Questions ? new ToyDataset(10) : null,
        };
    }

    internal sealed class ToyPredictions : PredictionWriter<ToySample, Tensor>
    {
        public override IReadOnlyList<string> Columns => ["name", "class"];

        public override IEnumerable<IReadOnlyList<string>> Rows(IReadOnlyList<ToySample> samples, Tensor output)
        {
            var classes = output.argmax(1).data<long>().ToArray();
            return samples.Select((sample, row) => (IReadOnlyList<string>)[$"sample, \"{sample.Class}\"", $"{classes[row]}"]);
        }
    }
}
