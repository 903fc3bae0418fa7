namespace Lab.Vision;

/// <summary>The answer of one head: a probability for each of its labels.</summary>
/// <param name="Name">The head's name.</param>
/// <param name="Probabilities">All labels in the head's order, at least one; the probabilities sum to 1.</param>
public sealed record HeadPrediction(string Name, IReadOnlyList<LabelProbability> Probabilities)
{
    private readonly LabelProbability _likeliest = LikeliestOf(Probabilities);

    /// <summary>All labels in the head's order, at least one; the probabilities sum to 1.</summary>
    public IReadOnlyList<LabelProbability> Probabilities
    {
        get;
        init => (field, _likeliest) = (value, LikeliestOf(value));
    }

    = Probabilities;

    /// <summary>The likeliest label; of equals the first.</summary>
    public string Label => _likeliest.Label;

    /// <summary>Its probability, from 0 to 1.</summary>
    public double Probability => _likeliest.Probability;

    /// <summary>The likeliest <paramref name="count"/> labels, the likeliest first; all if there are fewer.</summary>
    public IReadOnlyList<LabelProbability> Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return [.. Probabilities.OrderByDescending(one => one.Probability).Take(count)];
    }

    private static LabelProbability LikeliestOf(IReadOnlyList<LabelProbability> probabilities) => probabilities.MaxBy(one => one.Probability);
}
