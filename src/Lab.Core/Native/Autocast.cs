namespace Lab.Native;

/// <summary>
/// Lets libtorch run convolutions and matrix products of this thread in a shorter type, and keep the rest as it is, until disposed. Parameters and
/// their gradients keep their own type.
/// </summary>
/// <remarks>Scopes nest and end in reverse order, on the thread that opened them. Run the backward pass outside.</remarks>
public sealed unsafe class Autocast : IDisposable
{
    private static readonly Lazy<Entries> Native = new(() => new Entries());

    private readonly DeviceType _device;
    private readonly bool _wasEnabled;
    private readonly torch.ScalarType _previous;
    private readonly torch.ScalarType _type;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _disposed;

    /// <summary>Starts a scope.</summary>
    /// <param name="device">The device whose operators change.</param>
    /// <param name="type">The shorter type: <c>BFloat16</c> or <c>Float16</c>.</param>
    /// <exception cref="ArgumentException">Another type, or a device other than the CPU and CUDA.</exception>
    /// <exception cref="LabException">This libtorch does not export what autocast needs.</exception>
    public Autocast(DeviceType device, torch.ScalarType type)
    {
        if (type is not (torch.ScalarType.BFloat16 or torch.ScalarType.Float16))
        {
            throw new ArgumentException($"Autocast takes BFloat16 or Float16, not {type}.", nameof(type));
        }

        _device = device;
        _type = type;
        _wasEnabled = IsEnabled(device);
        _previous = DataType(device);
        Switch(enabled: true, type, clear: _wasEnabled && _previous != type);
        Native.Value.IncrementNesting();
    }

    /// <summary>Whether a scope is open on this thread.</summary>
    /// <exception cref="ArgumentException">A device other than the CPU and CUDA.</exception>
    public static bool IsEnabled(DeviceType device) => Native.Value.IsEnabled(Checked(device)) != 0;

    /// <summary>The shorter type of this thread's scope, or the one that libtorch would take by default.</summary>
    /// <exception cref="ArgumentException">A device other than the CPU and CUDA.</exception>
    public static torch.ScalarType DataType(DeviceType device) => (torch.ScalarType)Native.Value.GetType(Checked(device));

    /// <summary>Ends the scope: restores what was before it, and forgets the converted weights.</summary>
    /// <exception cref="InvalidOperationException">On another thread than the one that opened the scope.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        if (_thread != Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException("An autocast scope belongs to the thread that opened it: dispose it there, with no await inside.");
        }

        _disposed = true;
        // Converted weights are kept for the outermost scope only, and never across types: operators refuse a mixture.
        var outermost = Native.Value.DecrementNesting() == 0;
        Switch(_wasEnabled, _previous, clear: outermost || _previous != _type);
    }

    // libtorch throws for other devices, through a call that cannot carry an exception.
    private static sbyte Checked(DeviceType device) => device is DeviceType.CPU or DeviceType.CUDA
        ? (sbyte)device
        : throw new ArgumentException($"Autocast is for CPU and CUDA, not {device}.", nameof(device));

    private void Switch(bool enabled, torch.ScalarType type, bool clear)
    {
        if (clear)
        {
            Native.Value.ClearCache();
        }

        Native.Value.SetEnabled((sbyte)_device, enabled ? (byte)1 : (byte)0);
        Native.Value.SetType((sbyte)_device, (sbyte)type);
    }

    private sealed class Entries
    {
        public readonly delegate* unmanaged<sbyte, byte> IsEnabled = (delegate* unmanaged<sbyte, byte>)Find(
            "_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE", "?is_autocast_enabled@autocast@at@@YA_NW4DeviceType@c10@@@Z");

        public readonly delegate* unmanaged<sbyte, byte, void> SetEnabled = (delegate* unmanaged<sbyte, byte, void>)Find(
            "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb", "?set_autocast_enabled@autocast@at@@YAXW4DeviceType@c10@@_N@Z");

        public new readonly delegate* unmanaged<sbyte, sbyte> GetType = (delegate* unmanaged<sbyte, sbyte>)Find(
            "_ZN2at8autocast18get_autocast_dtypeEN3c1010DeviceTypeE", "?get_autocast_dtype@autocast@at@@YA?AW4ScalarType@c10@@W4DeviceType@4@@Z");

        public readonly delegate* unmanaged<sbyte, sbyte, void> SetType = (delegate* unmanaged<sbyte, sbyte, void>)Find(
            "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE", "?set_autocast_dtype@autocast@at@@YAXW4DeviceType@c10@@W4ScalarType@4@@Z");

        public readonly delegate* unmanaged<int> IncrementNesting = (delegate* unmanaged<int>)Find(
            "_ZN2at8autocast17increment_nestingEv", "?increment_nesting@autocast@at@@YAHXZ");

        public readonly delegate* unmanaged<int> DecrementNesting = (delegate* unmanaged<int>)Find(
            "_ZN2at8autocast17decrement_nestingEv", "?decrement_nesting@autocast@at@@YAHXZ");

        public readonly delegate* unmanaged<void> ClearCache = (delegate* unmanaged<void>)Find(
            "_ZN2at8autocast11clear_cacheEv", "?clear_cache@autocast@at@@YAXXZ");

        private static IntPtr Find(string itanium, string microsoft) => TorchLibrary.Find("Autocast", itanium, microsoft);
    }
}
