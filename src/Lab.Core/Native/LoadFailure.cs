using System.Reflection;
using System.Runtime.InteropServices;

namespace Lab.Native;

/// <summary>Says in words why TorchSharp's native libraries do not load.</summary>
internal static class LoadFailure
{
    public static string Explain(Assembly torchSharp)
    {
        var version = torchSharp.GetName().Version?.ToString(3);
        var backend = NativePaths.Find("torch_cpu");
        var wrapper = NativePaths.Find("LibTorchSharp");
        if (backend is null || wrapper is null)
        {
            return $"TorchSharp {version} finds no native backend for {RuntimeInformation.RuntimeIdentifier}. Reference exactly one of TorchSharp-cpu, "
                + "TorchSharp-cuda-windows and TorchSharp-cuda-linux in the application (here: -p:LabTorchBackend=cpu|cuda-windows|cuda-linux), in TorchSharp's own version.";
        }

        foreach (var path in new[] { backend, wrapper })
        {
            try
            {
                NativeLibrary.Load(path);
            }
            catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
            {
                var hint = OperatingSystem.IsWindows() && torchSharp.GetName().Version is { Major: 0, Minor: 107 }
                    ? " TorchSharp 0.107 is reported not to load on Windows (dotnet/TorchSharp#1567): use 0.106 for TorchSharp and its backend."
                    : " Install what the message names, or use a TorchSharp backend package built for this system.";
                return $"TorchSharp {version} does not load {path}: {failure.Message.Split('\n')[0].Trim()}.{hint}";
            }
        }

        return $"TorchSharp {version} does not load although {backend} and {wrapper} do; see the inner error. The version of TorchSharp and of its backend package must be the same.";
    }
}
