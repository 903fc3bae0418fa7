using Lab.Checkpoints;
using Lab.Optimization;

namespace Lab.Testing;

/// <summary>The small experiment that hooks are tried in: shuffled data with augmentation and a short last batch, dropout, batch normalisation, AdamW, validation.</summary>
internal sealed record ProbeRun
{
    private const int BatchSize = 4;

    private static readonly TrainerOptions Options = new() { Device = "cpu", Seed = 3, TorchThreads = 1 };

    /// <summary>Batches of an epoch.</summary>
    public const int Batches = 6;

    /// <summary>The hooks under test, after the probe's own.</summary>
    public IReadOnlyList<Hook> Hooks { get; init; } = [];

    /// <summary>A hook of the probe before those under test, which disturbs the run.</summary>
    public Hook? Disturbance { get; init; }

    public int Epochs { get; init; } = 4;

    public int Samples { get; init; } = (Batches * BatchSize) - 2;

    public bool Validate { get; init; } = true;

    public bool ValidationReadable { get; init; } = true;

    /// <summary>The batch of training at which the model fails.</summary>
    public int? FailsAt { get; init; }

    /// <summary>The run's folder; null for a run that writes nothing.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether to continue from the newest checkpoint of the folder.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether to judge the model once more after the fit, with the same trainer.</summary>
    public bool Evaluate { get; init; }

    /// <summary>What hooks threw while the run was ending.</summary>
    public LateErrors Late { get; } = new();

    public ProbeOutcome Run(CancellationToken cancellation = default)
    {
        var names = Hooks.SelectMany(hook => hook.Monitors).Select(monitor => monitor.Metric).Where(name => name != MetricKey.Loss.Name).Distinct().ToList();
        var prints = new Fingerprints();
        var census = new Census([.. Hooks.Select(hook => StatefulPart.Of(hook, hook.Name)).OfType<StatefulPart>()]);
        var store = Folder is null ? null : new CheckpointStore(Path.Combine(Folder, "checkpoints"));
        var optimizer = new OptimizerOptions { LearningRate = 0.01 };
        using var model = Keys.Build(() => new ProbeModel { FailsAt = FailsAt });
        using var loss = new ProbeLoss();
        using var train = Loader(Phase.Train, Samples, readable: true);
        using var validation = Loader(Phase.Validation, 2 * BatchSize, ValidationReadable);
        using var trainer = new Trainer<Tensor, Tensor, Tensor>(
            new TrainerParts<Tensor, Tensor, Tensor>
            {
                Model = model,
                Loss = loss,
                Optimizer = (network, criterion) => new OptimizerFactory().Create(optimizer, network, criterion),
                LearningRate = optimizer.LearningRate,
                Metrics = () => [new MonitoredNumbers(names)],
                Hooks = [prints, census, .. Disturbance is null ? Array.Empty<Hook>() : [Disturbance], .. Hooks],
                Checkpoints = store,
                Experiment = "probe",
                Folder = Folder,
            },
            Options with { Epochs = Epochs.Epochs() },
            Late);
        var result = trainer.Fit(train, Validate ? validation : null, Resume ? store!.FindNewest(out _) : null, cancellation);
        if (Evaluate)
        {
            trainer.Evaluate(validation, cancellation);
        }

        var hooks = store?.FindNewest(out _)?.ReadState()["hooks"]!.AsObject();
        return new ProbeOutcome(result, prints.AfterSteps, prints.AtEnd, census.Counts, census.Restored, hooks ?? []);
    }

    /// <summary>Runs and gives the error that comes out, or null.</summary>
    public Exception? Fail()
    {
        try
        {
            Run();
            return null;
        }
        catch (LabException error)
        {
            return error;
        }
    }

    private static DatasetLoader<ProbeSample, Tensor, Tensor> Loader(Phase phase, int samples, bool readable) => new(
        new ProbeDataset(samples, unreadable: !readable),
        new ProbeCollator(),
        phase,
        new LoaderOptions { BatchSize = BatchSize, LoaderThreads = 0, UnreadableSamples = UnreadableSamples.Skip },
        Options.Seed);
}
