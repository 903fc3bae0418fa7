namespace Lab;

/// <summary>Opens the data of an experiment and says which samples serve which phase.</summary>
/// <typeparam name="TSample">The samples of all its data sets.</typeparam>
public abstract class DataModule<TSample>
{
    /// <summary>
    /// Opens the data sets. Reads names and labels, no contents; called once per run. Where no validation data is given, <see cref="SplitOptions"/> (<c>--validation-share</c>,
    /// <c>--folds</c>, <c>--split</c>) split the training data.
    /// </summary>
    /// <exception cref="LabValidationException">A folder or file is missing or malformed; each problem names it.</exception>
    public abstract DataSplits<TSample> Open();
}

/// <summary>The data sets of an experiment, one per phase; those it has no use for are null.</summary>
/// <typeparam name="TSample">The samples of all of them.</typeparam>
public sealed record DataSplits<TSample>
{
    /// <summary>What weights are fitted to.</summary>
    public Dataset<TSample>? Train { get; init; }

    /// <summary>What judges the model during training.</summary>
    public Dataset<TSample>? Validation { get; init; }

    /// <summary>What judges the model after training. Its targets are known.</summary>
    public Dataset<TSample>? Test { get; init; }

    /// <summary>What <c>predict</c> answers for. Its targets need not be known.</summary>
    public Dataset<TSample>? Predict { get; init; }

    /// <summary>The split that <see cref="Train"/> and <see cref="Validation"/> come from, if they were split by <see cref="SplitOptions"/>; recorded with the run.</summary>
    public Split? Split { get; init; }

    /// <summary>Which fold of <see cref="Split"/> validates, from 1; 0 where there are no folds.</summary>
    public int Fold { get; init; }

    /// <summary>The data set of a phase; null for one that has none of its own.</summary>
    public Dataset<TSample>? For(Phase phase) => phase switch
    {
        Phase.Train => Train,
        Phase.Validation => Validation,
        Phase.Test => Test,
        Phase.Predict => Predict,
        _ => null,
    };
}
