using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Security.Cryptography;

namespace Lab.Native;

/// <summary>
/// Makes TorchSharp's native library load on systems whose libstdc++ is older than GCC 13's, such as Debian 12. Where the library
/// loads by itself this class does nothing.
/// </summary>
/// <remarks>
/// TorchSharp 0.107's Linux library asks for <c>GLIBCXX_3.4.32</c> for one symbol that it never calls. When the system's own
/// loading has failed, a copy whose need is marked weak is placed in a cache of this user, keyed by its content, and loaded.
/// </remarks>
public static class TorchRuntime
{
    private const string Library = "LibTorchSharp";
    private const string NewerVersion = "GLIBCXX_3.4.32";
    private const string UnusedSymbol = "_ZSt21ios_base_library_initv";

    private static readonly Lock Gate = new();
    private static IntPtr patched;
    private static bool loaded;

    /// <summary>The file that was loaded in place of the packaged library, or null where the packaged one loads by itself.</summary>
    public static string? PatchedLibrary { get; private set; }

    /// <summary>Loads the native backend, once; later calls return at once.</summary>
    /// <exception cref="LabException">It cannot be loaded; the message says what is missing and what mends it.</exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (loaded)
            {
                return;
            }

            try
            {
                torch.TryInitializeDeviceType(DeviceType.CPU);
                RuntimeHelpers.RunClassConstructor(typeof(torch).TypeHandle);
                loaded = true;
            }
            catch (Exception failure) when (failure is NotSupportedException or TypeInitializationException or DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
            {
                throw new LabException(LoadFailure.Explain(typeof(torch).Assembly), failure);
            }
        }
    }

#pragma warning disable CA2255 // The handler must be in place before the first use of torch, which a library cannot see coming.
    [ModuleInitializer]
    internal static void Install() => AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
#pragma warning restore CA2255

    // Called by the runtime only after its own attempts to load a library have failed.
    private static IntPtr Resolve(Assembly assembly, string name)
    {
        if (name != Library || !OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return IntPtr.Zero;
        }

        lock (Gate)
        {
            return patched != IntPtr.Zero ? patched : patched = LoadPatched(assembly);
        }
    }

    private static IntPtr LoadPatched(Assembly assembly)
    {
        if (NativePaths.Find(Library) is not { } original)
        {
            return IntPtr.Zero;
        }

        var image = File.ReadAllBytes(original);
        if (!ElfVersionPatch.TryMakeWeak(image, NewerVersion, UnusedSymbol))
        {
            return IntPtr.Zero;
        }

        // The copy lies elsewhere, so what it needs must be in the process already.
        _ = NativeLibrary.TryLoad("torch_cpu", assembly, null, out _);
        _ = NativeLibrary.TryLoad("torch", assembly, null, out _);
        var copy = StoreCopy(image);
        if (!NativeLibrary.TryLoad(copy, out var handle))
        {
            return IntPtr.Zero;
        }

        PatchedLibrary = copy;
        return handle;
    }

    private static string StoreCopy(byte[] image)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(image))[..16];
        foreach (var root in NativePaths.CacheRoots())
        {
            try
            {
                var folder = Path.Combine(root, key);
                const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
                if (OperatingSystem.IsWindows())
                {
                    Directory.CreateDirectory(folder);
                }
                else
                {
                    Directory.CreateDirectory(folder, Private);
                }

                var path = Path.Combine(folder, "lib" + Library + ".so");
                if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(image))
                {
                    var aside = $"{path}.{Environment.ProcessId}";
                    File.WriteAllBytes(aside, image);
                    File.Move(aside, path, overwrite: true);
                }

                return path;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // The next root may be writable.
            }
        }

        throw new LabException(
            $"TorchSharp's library must be adapted to this system's libstdc++, but no folder for the copy can be written: tried {string.Join(", ", NativePaths.CacheRoots())}. "
            + "Make one of them writable, or set LAB_CACHE to a folder that is.");
    }
}
