using System.Runtime.InteropServices;
using System.Text;

namespace Lab.Native;

/// <summary>Names and abilities of NVIDIA's devices, from the driver; TorchSharp has no call for them.</summary>
internal static unsafe class CudaDevices
{
    private const int CapabilityMajor = 75;
    private const int CapabilityMinor = 76;

    /// <summary>The name of a device by CUDA's number, or null where the driver does not say.</summary>
    public static string? Name(int index)
    {
        var text = stackalloc byte[256];
        return Driver() is var driver && driver != IntPtr.Zero
            && NativeLibrary.TryGetExport(driver, "cuDeviceGetName", out var getName)
            && ((delegate* unmanaged<byte*, int, int, int>)getName)(text, 256, index) == 0
            ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text))
            : null;
    }

    /// <summary>What the hardware of a device can do, as NVIDIA numbers it, such as 8.0; null where the driver does not say.</summary>
    public static Version? ComputeCapability(int index)
    {
        int major, minor;
        return Driver() is var driver && driver != IntPtr.Zero
            && NativeLibrary.TryGetExport(driver, "cuDeviceGetAttribute", out var getAttribute)
            && ((delegate* unmanaged<int*, int, int, int>)getAttribute)(&major, CapabilityMajor, index) == 0
            && ((delegate* unmanaged<int*, int, int, int>)getAttribute)(&minor, CapabilityMinor, index) == 0
            ? new Version(major, minor)
            : null;
    }

    private static IntPtr Driver() =>
        NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var driver)
        && NativeLibrary.TryGetExport(driver, "cuInit", out var initialize)
        && ((delegate* unmanaged<uint, int>)initialize)(0) == 0
            ? driver
            : IntPtr.Zero;
}
