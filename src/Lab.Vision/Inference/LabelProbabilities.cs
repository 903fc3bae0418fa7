using System.Collections;

namespace Lab.Vision;

/// <summary>The probabilities of a head's labels: the numbers are the answer's own, the labels those of the model.</summary>
internal sealed class LabelProbabilities(IReadOnlyList<string> labels, double[] probabilities) : IReadOnlyList<LabelProbability>
{
    public int Count => probabilities.Length;

    public LabelProbability this[int index] => new(labels[index], probabilities[index]);

    public IEnumerator<LabelProbability> GetEnumerator()
    {
        for (var i = 0; i < probabilities.Length; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
