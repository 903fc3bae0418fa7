namespace Lab.Vision;

/// <summary>The answer of one head: a probability for each of its labels.</summary>
/// <param name="Name">The head's name.</param>
/// <param name="Probabilities">All labels in the head's order; the probabilities sum to 1.</param>
public sealed record HeadPrediction(string Name, IReadOnlyList<LabelProbability> Probabilities)
{
    /// <summary>The likeliest label; of equals the first.</summary>
    public string Label => Likeliest.Label;

    /// <summary>Its probability, from 0 to 1.</summary>
    public double Probability => Likeliest.Probability;

    private LabelProbability Likeliest => Probabilities.MaxBy(one => one.Probability);

    /// <summary>The likeliest <paramref name="count"/> labels, the likeliest first; all if there are fewer.</summary>
    public IReadOnlyList<LabelProbability> Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return [.. Probabilities.OrderByDescending(one => one.Probability).Take(count)];
    }
}
