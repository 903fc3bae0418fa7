namespace Lab;

/// <summary>Turns a model's answers into the lines of <c>predictions.csv</c>.</summary>
/// <typeparam name="TSample">The data set's samples.</typeparam>
/// <typeparam name="TOutput">The model's output.</typeparam>
public abstract class PredictionWriter<TSample, TOutput>
{
    /// <summary>The header.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>One line per sample, in order, each with a value per column.</summary>
    /// <param name="samples">The batch's samples.</param>
    /// <param name="output">The model's output for them; its tensors end with the call.</param>
    public abstract IEnumerable<IReadOnlyList<string>> Rows(IReadOnlyList<TSample> samples, TOutput output);
}
