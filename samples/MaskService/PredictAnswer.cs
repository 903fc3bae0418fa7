namespace MaskService;

/// <summary>What the service answers, as JSON.</summary>
/// <param name="Label">The likeliest label of the main head.</param>
/// <param name="Probability">Its probability.</param>
/// <param name="Heads">For each head, its labels with their probabilities, the likeliest first.</param>
internal sealed record PredictAnswer(string Label, double Probability, IReadOnlyDictionary<string, IReadOnlyList<LabelProbability>> Heads)
{
    /// <summary>The answer for a prediction, with the likeliest <paramref name="top"/> labels of each head; all if null.</summary>
    public static PredictAnswer Of(Prediction prediction, int? top) => new(
        prediction.Label, prediction.Probability, prediction.Heads.ToDictionary(head => head.Name, head => head.Top(top ?? head.Probabilities.Count)));
}
