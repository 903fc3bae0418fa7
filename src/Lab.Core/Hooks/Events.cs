namespace Lab;

/// <summary>Where a run stands: so many whole epochs, so many batches of the next one, so many optimizer steps in all.</summary>
/// <param name="Epoch">Whole training epochs that are done.</param>
/// <param name="Batch">Batches of the following epoch that are done; a position lies between two optimizer steps.</param>
/// <param name="Step">Optimizer steps that are done.</param>
public readonly record struct Position(int Epoch, int Batch, long Step);

/// <summary>What is known of a run before its first step.</summary>
public sealed record RunInfo
{
    /// <summary>The experiment's name.</summary>
    public required string Experiment { get; init; }

    /// <summary>The run's folder, or null for a run that writes nothing.</summary>
    public string? Folder { get; init; }

    /// <summary>Where the log in words goes: <see cref="Folder"/> unless set, as for a fast development run, which keeps its log and nothing else; null for none.</summary>
    public string? LogFolder
    {
        get => field ?? Folder;
        init;
    }

    /// <summary>The seed of all of the run's randomness.</summary>
    public required long Seed { get; init; }

    /// <summary>Where the model is, such as <c>cpu</c> or <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>What the run does: <see cref="Phase.Train"/> for a fit, otherwise the phase that runs alone.</summary>
    public required Phase Phase { get; init; }

    /// <summary>Where the run starts; not zero after a resume.</summary>
    public Position Start { get; init; }

    /// <summary>Epochs after which the run ends, or null where steps or time end it.</summary>
    public EpochCount? Epochs { get; init; }

    /// <summary>Optimizer steps after which the run ends, whatever ends it; 0 outside a fit.</summary>
    public StepCount Steps { get; init; }

    /// <summary>Optimizer steps of one epoch; 0 outside a fit.</summary>
    public StepCount StepsPerEpoch { get; init; }

    /// <summary>Parameters that training changes.</summary>
    public long TrainableParameters { get; init; }

    /// <summary>All parameters.</summary>
    public long Parameters { get; init; }

    /// <summary>Every number that passes of this run will produce, as <c>phase/name</c>.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Resolved options as text, by option name.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
}

/// <summary>A pass over data begins.</summary>
/// <param name="Phase">What the pass is for.</param>
/// <param name="Epoch">The training epoch, from 1; 0 for a pass outside training.</param>
/// <param name="Batches">Batches of the whole pass.</param>
/// <param name="FirstBatch">Where the pass starts, from 0; not 0 when it continues after a resume.</param>
/// <param name="Samples">Samples of the whole pass.</param>
public sealed record EpochStart(Phase Phase, int Epoch, int Batches, int FirstBatch, int Samples);

/// <summary>A batch is about to be used.</summary>
/// <param name="Phase">What the pass is for.</param>
/// <param name="Epoch">The training epoch, from 1; 0 for a pass outside training.</param>
/// <param name="Batch">The batch in its pass, from 0.</param>
/// <param name="Indices">The samples' indices in their data set.</param>
public sealed record BatchStart(Phase Phase, int Epoch, int Batch, IReadOnlyList<int> Indices);

/// <summary>A batch has been used.</summary>
public sealed record BatchEnd
{
    /// <summary>What the pass is for.</summary>
    public required Phase Phase { get; init; }

    /// <summary>The training epoch, from 1; 0 for a pass outside training.</summary>
    public required int Epoch { get; init; }

    /// <summary>The batch in its pass, from 0.</summary>
    public required int Batch { get; init; }

    /// <summary>The samples' indices in their data set.</summary>
    public required IReadOnlyList<int> Indices { get; init; }

    /// <summary>The mean loss over the batch's samples; NaN where the phase has no targets.</summary>
    public required double Loss { get; init; }

    /// <summary>Optimizer steps of the run that are done.</summary>
    public required long Step { get; init; }

    /// <summary>Whether the optimizer stepped at this batch.</summary>
    public bool Stepped { get; init; }

    /// <summary>The learning rate of the step that this batch closed; NaN if it closed none.</summary>
    public double LearningRate { get; init; } = double.NaN;

    /// <summary>How long the trainer waited for this batch's data.</summary>
    public required TimeSpan DataWait { get; init; }

    /// <summary>How many samples the batch holds.</summary>
    public int Samples => Indices.Count;
}

/// <summary>A pass over data has ended.</summary>
public sealed record EpochEnd
{
    /// <summary>What the pass was for.</summary>
    public required Phase Phase { get; init; }

    /// <summary>The training epoch, from 1; 0 for a pass outside training.</summary>
    public required int Epoch { get; init; }

    /// <summary>Optimizer steps of the run that are done.</summary>
    public required long Step { get; init; }

    /// <summary>The pass's numbers: the loss, then each metric's.</summary>
    public required MetricValues Metrics { get; init; }

    /// <summary>Samples that were used.</summary>
    public required long Samples { get; init; }

    /// <summary>Samples that could not be read and were skipped, as the loader's policy allows.</summary>
    public long Skipped { get; init; }

    /// <summary>Windows of the pass whose optimizer step was not made: after a loss or gradient that was not finite, an overflow that loss scaling mends, or because a hook skipped it.</summary>
    public long SkippedSteps { get; init; }

    /// <summary>Whether the limit of steps or of time ended the pass before its last batch. A run that goes on with a higher limit reports the epoch again, as a whole.</summary>
    public bool IsPartial { get; init; }

    /// <summary>How long the pass took in this process.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How much of <see cref="Duration"/> was spent waiting for data.</summary>
    public required TimeSpan DataWait { get; init; }

    /// <summary>The learning rate of the last step; NaN outside training.</summary>
    public double LearningRate { get; init; } = double.NaN;
}

/// <summary>The training epoch and its validations together.</summary>
/// <param name="Epoch">The training epoch, from 1.</param>
/// <param name="Step">Optimizer steps that are done.</param>
/// <param name="Train">The training epoch's end, cut short or not, or null in a report from the middle of an epoch.</param>
/// <param name="Validation">The validation's end, or null if there was none.</param>
/// <param name="Average">The end of the validation of the averaged weights, or null if there was none: no <see cref="WeightAveraging"/>, or none that has an average yet.</param>
public sealed record EpochReport(int Epoch, long Step, EpochEnd? Train, EpochEnd? Validation, EpochEnd? Average = null)
{
    /// <summary>Whether a whole training epoch is reported: no validation in the middle of one, and no epoch that was cut short.</summary>
    public bool IsEpochEnd => Train is { IsPartial: false };

    /// <summary>The end of a phase's pass, or null if the phase did not run.</summary>
    public EpochEnd? Of(Phase phase) => phase switch
    {
        Phase.Train => Train,
        Phase.Validation => Validation,
        Phase.Average => Average,
        _ => null,
    };

    /// <summary>The ends of the phases that ran: training, validation, validation of the averaged weights.</summary>
    public IEnumerable<EpochEnd> Ends() => new[] { Train, Validation, Average }.OfType<EpochEnd>();

    /// <summary>A number of this report, or NaN if the phase did not run.</summary>
    public double Get(Phase phase, MetricKey key) => Of(phase) is { } end && end.Metrics.TryGet(key, out var value) ? value : double.NaN;
}

/// <summary>What went wrong, for <see cref="Hook.OnFault"/>.</summary>
/// <param name="Error">The error, naming the hook if one threw.</param>
/// <param name="Position">Where the run stood.</param>
/// <param name="Phase">What it was doing.</param>
public sealed record RunFault(Exception Error, Position Position, Phase Phase);

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>All epochs, steps or time were used, or the single pass was done.</summary>
    Completed,

    /// <summary>A hook asked to stop.</summary>
    Stopped,

    /// <summary>The caller cancelled; the step was finished and the state saved.</summary>
    Cancelled,

    /// <summary>Something threw.</summary>
    Failed,
}

/// <summary>How a run ended, and where.</summary>
public sealed record RunResult
{
    /// <summary>How it ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Why, in words: who asked to stop and for what reason, or what failed.</summary>
    public required string Reason { get; init; }

    /// <summary>Where it ended.</summary>
    public required Position Position { get; init; }

    /// <summary>The last report of training and validation, or null outside a fit.</summary>
    public EpochReport? LastReport { get; init; }

    /// <summary>The numbers of a pass that ran alone; empty for a fit.</summary>
    public MetricValues Metrics { get; init; } = MetricValues.Empty;

    /// <summary>Samples that a pass that ran alone could not read and left out, as the loader's policy allows.</summary>
    public long Skipped { get; init; }

    /// <summary>Windows of all epochs of a fit whose optimizer step was not made; <see cref="EpochEnd.SkippedSteps"/> says why that may be.</summary>
    public long SkippedSteps { get; init; }

    /// <summary>Checkpoints that were newer than the one used and are damaged, and what is wrong with each; empty if all was well.</summary>
    public IReadOnlyList<string> PassedOver { get; init; } = [];

    /// <summary>How long the run took; for a fit, the time before a resume included, as far as its checkpoint knows it.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The run's folder, or null for a run that writes nothing.</summary>
    public string? Folder { get; init; }

    /// <summary>Where the time of a fit went, if <see cref="TrainerOptions.Profile"/> asked for it.</summary>
    public RunProfile? Profile { get; init; }
}
