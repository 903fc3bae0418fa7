using Lab.Native;

namespace Lab.Testing;

/// <summary>The kit's own random numbers: the same in every process.</summary>
internal static class Keys
{
    public static RandomKey Root { get; } = RandomKey.FromSeed(20);

    public static RandomKey Weights { get; } = Root.Derive("weights");

    /// <summary>The numbers 0 to <paramref name="count"/> - 1 in a random order.</summary>
    public static int[] Shuffled(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        var random = Root.Derive("order").CreateRandom();
        random.Shuffle<int>(order);
        return order;
    }

    /// <summary>Builds a module as every run does: its weights are a function of the key.</summary>
    public static T Build<T>(Func<T> create, RandomKey? key = null)
    {
        TorchRuntime.EnsureLoaded();
        TorchRandom.Rekey(key ?? Weights);
        return create();
    }
}
