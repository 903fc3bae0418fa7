using Lab.Loading;

namespace Lab;

/// <summary>
/// Chooses which samples of a data set make an epoch, and in which order: a pure function of what it was made from and of the epoch's key, so a run that resumes within an epoch finds
/// the order again. A sample may come several times; each time has random numbers of its own.
/// </summary>
public abstract class Sampler
{
    /// <summary>How many samples an epoch has. The same in every epoch.</summary>
    public abstract int Count { get; }

    /// <summary>The indices of one epoch, <see cref="Count"/> of them.</summary>
    /// <param name="epoch">The key of the epoch, derived from the seed and the epoch's number.</param>
    public abstract int[] OrderOf(RandomKey epoch);

    /// <summary>The samples of a data set in their order.</summary>
    /// <param name="count">Samples of the data set.</param>
    public static Sampler Sequential(int count) => new SequentialSampler(Checked(count));

    /// <summary>Every sample once, in an order that each epoch's key decides.</summary>
    /// <param name="count">Samples of the data set.</param>
    public static Sampler Shuffled(int count) => new ShuffledSampler([.. Enumerable.Range(0, Checked(count))]);

    /// <summary>Some samples of a data set, each once, in an order that each epoch's key decides.</summary>
    /// <param name="indices">The samples; one that is named twice comes twice.</param>
    public static Sampler Subset(IEnumerable<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return new ShuffledSampler([.. indices]);
    }

    /// <summary>
    /// Samples by weight, with replacement: a sample of weight w is expected <c>count * w / sum of weights</c> times in an epoch. Drawn by systematic sampling in random order (Madow 1949),
    /// so it comes that number of times rounded down or up: with equal weights every sample comes once, where independent draws would leave out a third.
    /// </summary>
    /// <param name="weights">A weight for each sample of the data set: finite, not negative, not all 0. A sample of weight 0 never comes.</param>
    /// <param name="count">Samples of an epoch; as many as the data set has if null.</param>
    /// <exception cref="ArgumentException">A weight is negative or not finite, or all are 0.</exception>
    public static Sampler Weighted(IReadOnlyList<double> weights, int? count = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new WeightedSampler([.. weights], [], Checked(count ?? weights.Count));
    }

    /// <summary>
    /// Classes in other proportions than the data's: class c has the share <c>n_c^(1 - balance) / sum over classes</c> of an epoch, where n_c is its number of samples (Kang et al. 2020,
    /// "Decoupling Representation and Classifier", with q = 1 - balance). Every class comes its number of times rounded down or up, and so does every sample of a class.
    /// </summary>
    /// <param name="classes">The class of each sample of the data set.</param>
    /// <param name="balance">1 for all classes alike, 0 for the data's own proportions, 0.5 for the square root of them; from 0 to 1.</param>
    /// <param name="count">Samples of an epoch; as many as the data set has if null.</param>
    public static Sampler ClassBalanced(IReadOnlyList<int> classes, double balance = 1, int? count = null)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentOutOfRangeException.ThrowIfNegative(balance);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(balance, 1);
        var sizes = classes.CountBy(label => label).ToDictionary();
        return new WeightedSampler([.. classes.Select(label => Math.Pow(sizes[label], -balance))], [.. classes], Checked(count ?? classes.Count));
    }

    /// <summary>
    /// Every sample at least once, those of rare classes more often: <c>max(1, sqrt(threshold / f_c))</c> times, where f_c is the share of its class in the data (Gupta, Dollar and Girshick 2019,
    /// "LVIS", repeat factor sampling). What is no whole number is rounded down or up from epoch to epoch; an epoch has the sum of all, rounded up.
    /// </summary>
    /// <param name="classes">The class of each sample of the data set.</param>
    /// <param name="threshold">The share below which a class is repeated, above 0 and at most 1.</param>
    /// <param name="count">Samples of an epoch; the sum of all factors, rounded up, if null. With fewer, some samples do not come in every epoch.</param>
    public static Sampler RepeatFactor(IReadOnlyList<int> classes, double threshold, int? count = null)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threshold);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, 1);
        var sizes = classes.CountBy(label => label).ToDictionary();
        double[] factors = [.. classes.Select(label => Math.Max(1, Math.Sqrt(threshold * classes.Count / sizes[label])))];
        return new WeightedSampler(factors, [.. classes], Checked(count ?? checked((int)Math.Ceiling(factors.Sum()))));
    }

    /// <summary>Several epochs of another sampler, one after the other, as one: for small data, whose epochs would be short.</summary>
    /// <param name="sampler">The other sampler. Each pass has a key of its own.</param>
    /// <param name="times">How many passes, at least 1.</param>
    public static Sampler Repeated(Sampler sampler, int times)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        return times == 1 ? sampler : new RepeatedSampler(sampler, times);
    }

    /// <summary>The order of an epoch over so many samples.</summary>
    /// <exception cref="LabException">It is not <see cref="Count"/> long, or names a sample that is not there.</exception>
    internal int[] CheckedOrderOf(RandomKey epoch, int samples)
    {
        var order = OrderOf(epoch);
        return order.Length == Count && !Array.Exists(order, index => (uint)index >= (uint)samples)
            ? order
            : throw new LabException($"{GetType().Name} gave {order.Length} indices for an epoch of {Count} samples, or one that is not from 0 to {samples - 1}: mend its OrderOf, and make it for this data set.");
    }

    private static int Checked(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count;
    }

    private sealed class SequentialSampler(int count) : Sampler
    {
        public override int Count => count;

        public override int[] OrderOf(RandomKey epoch) => [.. Enumerable.Range(0, count)];
    }

    private sealed class ShuffledSampler(int[] indices) : Sampler
    {
        public override int Count => indices.Length;

        public override int[] OrderOf(RandomKey epoch)
        {
            int[] order = [.. indices];
            epoch.CreateRandom().Shuffle<int>(order);
            return order;
        }
    }

    private sealed class RepeatedSampler(Sampler sampler, int times) : Sampler
    {
        public override int Count { get; } = checked(sampler.Count * times);

        public override int[] OrderOf(RandomKey epoch) => [.. Enumerable.Range(0, times).SelectMany(pass => sampler.OrderOf(epoch.Derive("pass").Derive(pass)))];
    }
}
