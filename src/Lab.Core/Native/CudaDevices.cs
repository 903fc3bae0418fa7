using System.Runtime.InteropServices;
using System.Text;

namespace Lab.Native;

/// <summary>Names of NVIDIA's devices, from the driver; TorchSharp has no call for them.</summary>
internal static unsafe class CudaDevices
{
    /// <summary>The name of a device by CUDA's number, or null where the driver does not say.</summary>
    public static string? Name(int index)
    {
        var library = OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";
        if (!NativeLibrary.TryLoad(library, out var driver)
            || !NativeLibrary.TryGetExport(driver, "cuInit", out var initialize)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetName", out var getName)
            || ((delegate* unmanaged<uint, int>)initialize)(0) != 0)
        {
            return null;
        }

        var text = stackalloc byte[256];
        return ((delegate* unmanaged<byte*, int, int, int>)getName)(text, 256, index) == 0
            ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text))
            : null;
    }
}
