namespace Lab;

/// <summary>Chooses which samples of a data set make an epoch, and in which order: a pure function of the data set's size and a key.</summary>
public abstract class Sampler
{
    /// <summary>The samples of a data set in their order.</summary>
    public static Sampler Sequential { get; } = new SequentialSampler();

    /// <summary>Every sample once, in an order that each epoch's key decides.</summary>
    public static Sampler Shuffled { get; } = new ShuffledSampler();

    /// <summary>How many samples an epoch has for a data set of <paramref name="count"/> samples. The same in every epoch.</summary>
    public abstract int CountOf(int count);

    /// <summary>The indices of one epoch, <see cref="CountOf"/> of them, each from 0 to <paramref name="count"/> - 1.</summary>
    /// <param name="count">Samples of the data set.</param>
    /// <param name="epoch">The key of the epoch, derived from the seed and the epoch's number.</param>
    public abstract int[] OrderOf(int count, RandomKey epoch);

    private sealed class SequentialSampler : Sampler
    {
        public override int CountOf(int count) => count;

        public override int[] OrderOf(int count, RandomKey epoch) => [.. Enumerable.Range(0, count)];
    }

    private sealed class ShuffledSampler : Sampler
    {
        public override int CountOf(int count) => count;

        public override int[] OrderOf(int count, RandomKey epoch)
        {
            var order = Enumerable.Range(0, count).ToArray();
            epoch.CreateRandom().Shuffle<int>(order);
            return order;
        }
    }
}
