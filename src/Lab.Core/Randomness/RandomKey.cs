namespace Lab;

/// <summary>
/// The name of a stream of random numbers. A key is derived from a seed by naming what the numbers are for (stream, epoch,
/// sample, operation), so the numbers depend on nothing else: not on threads, not on what was drawn before.
/// </summary>
/// <remarks>Derivation mixes 64-bit words with the finalizer of SplitMix64 (Steele, Lea, Flood 2014); names enter as FNV-1a 64 hashes.</remarks>
/// <param name="Value">The 64 bits of the key.</param>
public readonly record struct RandomKey(ulong Value)
{
    /// <summary>The root key of a run.</summary>
    public static RandomKey FromSeed(long seed) => new(Mix(unchecked((ulong)seed) + 0x9E3779B97F4A7C15));

    /// <summary>The key of a named part, such as a stream or an operation.</summary>
    public RandomKey Derive(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var hash = 0xcbf29ce484222325UL;
        foreach (var unit in name)
        {
            hash = (hash ^ (byte)unit) * 0x100000001b3UL;
            hash = (hash ^ (byte)(unit >> 8)) * 0x100000001b3UL;
        }

        return Derive(unchecked((long)hash));
    }

    /// <summary>The key of a numbered part, such as an epoch or a sample.</summary>
    public RandomKey Derive(long number) => new(Mix(Mix(Value ^ 0x6A09E667F3BCC909) + Mix(unchecked((ulong)number) + 0x9E3779B97F4A7C15)));

    /// <summary>A generator of this key's stream, at its start.</summary>
    public KeyedRandom CreateRandom() => new(this);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
