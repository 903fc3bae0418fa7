namespace Lab.Native;

/// <summary>
/// Ties torch's global generators to a key, for what can draw from nothing else, such as dropout.
/// </summary>
public static class TorchRandom
{
    /// <summary>Re-keys the global generators of all devices. Costs some microseconds.</summary>
    /// <remarks>The CPU's generator, a Mersenne twister, takes the low 32 bits of the key as its seed; a key's bits are mixed, so they are as good as any.</remarks>
    public static void Rekey(RandomKey key)
    {
        // The call hands out a generator each time, which would wait for the finalizer.
        using var generator = torch.manual_seed(unchecked((long)key.Value));
    }

    /// <summary>Remembers the state of the CPU's global generator and, when disposed of, puts it back.</summary>
    /// <remarks>TorchSharp gives no access to the state of CUDA's generators: they stay as the last key left them.</remarks>
    internal static IDisposable Preserve() => new Preserved();

    private sealed class Preserved : IDisposable
    {
        // Outlives whatever scope is open now.
        private readonly Tensor _state = torch.random.get_rng_state().DetachFromDisposeScope();

        public void Dispose()
        {
            torch.random.set_rng_state(_state);
            _state.Dispose();
        }
    }
}
