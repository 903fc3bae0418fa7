namespace Lab;

/// <summary>
/// Samples by index. A sample is a small managed value (a path, a label, a row); turning it into numbers is the work of a
/// <see cref="Collator{TSample, TInput, TTarget}"/>, which the loader runs on its threads.
/// </summary>
/// <typeparam name="TSample">What describes one sample, such as a record of path and label.</typeparam>
/// <remarks>The indexer is called from several threads at once and must give the same value for the same index each time.</remarks>
public abstract class Dataset<TSample>
{
    /// <summary>How many samples there are.</summary>
    public abstract int Count { get; }

    /// <summary>The sample at <paramref name="index"/>, from 0 to <see cref="Count"/> - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample: <see cref="CheckIndex"/> says so.</exception>
    public abstract TSample this[int index] { get; }

    /// <summary>The index, if there is a sample of that number; for the indexer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none; the message names the index and how many there are.</exception>
    protected int CheckIndex(int index) => index >= 0 && index < Count
        ? index
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"There is no sample {index}: this data set holds {Count}, numbered from 0.");

    /// <summary>The names of the classes in index order, or null for data without classes. Checked against the model's head.</summary>
    public virtual IReadOnlyList<string>? ClassNames => null;

    /// <summary>The class of a sample, or null where it has none or it is unknown. Used to stratify splits and to analyse.</summary>
    public virtual int? ClassOf(int index) => null;

    /// <summary>What a sample shares with its near relatives, such as the person on a photograph, or null. No group may lie on two sides of a split.</summary>
    public virtual string? GroupOf(int index) => null;

    /// <summary>How often <c>--sampler weighted</c> draws a sample, compared with others: finite, at least 0. 1 by default.</summary>
    public virtual double WeightOf(int index) => 1;

    /// <summary>The names of what else is known about every sample, such as <c>age</c>; none by default. <c>analyze</c> counts and crosses them.</summary>
    public virtual IReadOnlyList<string> AttributeNames => [];

    /// <summary>The attributes of a sample in the order of <see cref="AttributeNames"/>; null for what is not known.</summary>
    public virtual IReadOnlyList<string?> AttributesOf(int index) => [];

    /// <summary>The name of a sample for people, such as its file: what an error or a report calls it, and what a split file knows it by. Names should be unique, and the same on every machine.</summary>
    public virtual string Describe(int index) => $"sample {index}";
}
