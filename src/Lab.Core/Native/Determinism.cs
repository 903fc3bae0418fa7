namespace Lab.Native;

/// <summary>
/// Makes libtorch use deterministic algorithms in the whole process until disposed; an operator that has none throws. On CUDA, set the environment variable
/// <c>CUBLAS_WORKSPACE_CONFIG=:4096:8</c> before the process starts.
/// </summary>
/// <remarks>Results are still bit-identical at one number of threads and on one kind of machine only.</remarks>
public sealed unsafe class Determinism : IDisposable
{
    private readonly bool _was;
    private readonly bool _wasWarnOnly;
    private bool _disposed;

    private Determinism(bool warnOnly)
    {
        var (get, getWarnOnly, _, context) = Entries.Value;
        _was = ((delegate* unmanaged<IntPtr, byte>)get)(context) != 0;
        _wasWarnOnly = ((delegate* unmanaged<IntPtr, byte>)getWarnOnly)(context) != 0;
        Set(true, warnOnly);
    }

    /// <summary>Whether deterministic algorithms are required now.</summary>
    public static bool IsRequired => ((delegate* unmanaged<IntPtr, byte>)Entries.Value.Get)(Entries.Value.Context) != 0;

    private static Lazy<(IntPtr Get, IntPtr GetWarnOnly, IntPtr Set, IntPtr Context)> Entries { get; } = new(() =>
    {
        var context = Find("_ZN2at13globalContextEv", "?globalContext@at@@YAAEAVContext@1@XZ");
        return (
            Find("_ZNK2at7Context23deterministicAlgorithmsEv", "?deterministicAlgorithms@Context@at@@QEBA_NXZ"),
            Find("_ZNK2at7Context31deterministicAlgorithmsWarnOnlyEv", "?deterministicAlgorithmsWarnOnly@Context@at@@QEBA_NXZ"),
            Find("_ZN2at7Context26setDeterministicAlgorithmsEbb", "?setDeterministicAlgorithms@Context@at@@QEAAX_N0@Z"),
            ((delegate* unmanaged<IntPtr>)context)());
    });

    /// <summary>Requires deterministic algorithms.</summary>
    /// <param name="warnOnly">Whether an operator that has none only warns, on the standard error stream.</param>
    /// <exception cref="LabException">This libtorch does not export the switch.</exception>
    public static Determinism Require(bool warnOnly = false) => new(warnOnly);

    /// <summary>Restores what was before.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Set(_was, _wasWarnOnly);
        }
    }

    private static void Set(bool required, bool warnOnly)
    {
        var (_, _, set, context) = Entries.Value;
        ((delegate* unmanaged<IntPtr, byte, byte, void>)set)(context, required ? (byte)1 : (byte)0, warnOnly ? (byte)1 : (byte)0);
    }

    private static IntPtr Find(string itanium, string microsoft) => TorchLibrary.Find("The switch for deterministic algorithms", itanium, microsoft);
}
