using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Native;

/// <summary>Finds libtorch's own library, which TorchSharp's wrapper is built on, and entries in it.</summary>
internal static class TorchLibrary
{
    public const string Name = "torch_cpu";

    private static readonly Lazy<IntPtr> Handle = new(Load);

#pragma warning disable CA2255 // Must be in place before the first call, whichever class makes it.
    [ModuleInitializer]
    internal static void Install() => NativeLibrary.SetDllImportResolver(typeof(TorchLibrary).Assembly, Resolve);
#pragma warning restore CA2255

    /// <summary>Whether libtorch exports <paramref name="entry"/>.</summary>
    public static bool Has(string entry) => NativeLibrary.TryGetExport(Handle.Value, entry, out _);

    /// <summary>The address of a C++ function, by its name as this platform's compilers write it.</summary>
    /// <exception cref="LabException">This libtorch does not export it.</exception>
    public static IntPtr Find(string feature, string itanium, string microsoft)
    {
        var entry = OperatingSystem.IsWindows() ? microsoft : itanium;
        return NativeLibrary.TryGetExport(Handle.Value, entry, out var address) ? address : throw Missing(feature, entry);
    }

    /// <summary>The error for an entry that is not there.</summary>
    public static LabException Missing(string feature, string entry, Exception? cause = null)
    {
        var message = $"{feature} is not available: the libtorch of {RuntimeInformation.RuntimeIdentifier} ({NativePaths.Find(Name) ?? "not found"}) has no entry '{entry}'. "
            + "Lab is tested with libtorch 2.10, which TorchSharp 0.106 and 0.107 bring; use one of these, or turn the feature off.";
        return cause is null ? new LabException(message) : new LabException(message, cause);
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search) => name == Name ? Handle.Value : IntPtr.Zero;

    private static IntPtr Load()
    {
        // TorchSharp first: the libraries that torch_cpu needs are then in the process, and both use the same copy.
        TorchRuntime.EnsureLoaded();
        return NativePaths.Find(Name) is { } path ? NativeLibrary.Load(path) : NativeLibrary.Load(Name, typeof(torch).Assembly, null);
    }
}
