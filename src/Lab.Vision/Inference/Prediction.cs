namespace Lab.Vision;

/// <summary>What a <see cref="Predictor"/> says of one image.</summary>
/// <param name="Source">The image's name: its path, or what the caller called it.</param>
/// <param name="Heads">The answer of each head, the main one first.</param>
/// <param name="Views">How many views of the image each model saw: 1 without test-time augmentation.</param>
/// <param name="Models">How many models were asked: 1 unless the predictor is an ensemble.</param>
public sealed record Prediction(string Source, IReadOnlyList<HeadPrediction> Heads, int Views, int Models)
{
    /// <summary>The likeliest label of the main head.</summary>
    public string Label => Heads[0].Label;

    /// <summary>Its probability, from 0 to 1.</summary>
    public double Probability => Heads[0].Probability;

    /// <summary>The answer of a head by its name.</summary>
    /// <exception cref="ArgumentException">There is no such head; the message lists those that there are.</exception>
    public HeadPrediction this[string head] => Heads.FirstOrDefault(one => one.Name == head)
        ?? throw new ArgumentException($"There is no head '{head}'. There are: {string.Join(", ", Heads.Select(one => one.Name))}.", nameof(head));
}
