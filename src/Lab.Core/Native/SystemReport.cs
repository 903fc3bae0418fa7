using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Lab.Native;

/// <summary>What this machine has for training, and what is wrong with it.</summary>
public static class SystemReport
{
    private const int MatrixSize = 256;

    // Linux has them. In a container both are of the whole machine, so that they are compared with each other and not with what the container may use.
    private const string LoadFile = "/proc/loadavg";
    private const string ProcessorsFile = "/proc/stat";

    /// <summary>Looks at the system, the native libraries and every device. Nothing here throws: a failure is a row that says what mends it.</summary>
    public static IReadOnlyList<SystemReportRow> Collect()
    {
        var rows = new List<SystemReportRow>
        {
            new("system", $"{RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier}), {RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors", true),
        };
        if (File.Exists(LoadFile))
        {
            rows.Add(Try("load", () => Load(File.ReadAllText(LoadFile), File.ReadAllLines(ProcessorsFile), Environment.ProcessorCount)));
        }

        rows.AddRange(StandardLibrary.Find().Select(Describe));
        rows.Add(TorchSharpRow(typeof(torch).Assembly.GetName().Version ?? new Version(), OperatingSystem.IsWindows()));
        rows.Add(Try("backend", Backend));
        if (!rows.AddAndReturn(Try("native library", NativeLibraryRow)).Ok)
        {
            return rows;
        }

        rows.Add(Try("threads", () => Fine($"{torch.get_num_threads()} within an operation, {torch.get_num_interop_threads()} across operations")));
        rows.Add(Try("libtorch extras", Extras));
        rows.AddRange(Devices().Select(device => Try($"device {device}", () => Multiply(device))));
        if (NativePaths.Find("torch_cuda") is not null && !torch.cuda.is_available())
        {
            rows.Add(new("device cuda", "The CUDA backend is there, but no CUDA device answers: check that nvidia-smi lists one, that its driver is new enough for CUDA 12.8, "
                + "and that CUDA_VISIBLE_DEVICES does not hide it.", false));
        }

        return rows;
    }

    /// <summary>The row about TorchSharp's version.</summary>
    internal static SystemReportRow TorchSharpRow(Version version, bool windows) => windows && version is { Major: 0, Minor: 107 }
        ? new("TorchSharp", $"{version.ToString(3)} is reported not to load on Windows (dotnet/TorchSharp#1567): use 0.106 for TorchSharp and its backend package.", false)
        : new("TorchSharp", version.ToString(3), true);

    /// <summary>What the row about the load says. A busy machine is no fault, only slow.</summary>
    /// <param name="line">The machine's load, such as <c>0.52 0.58 0.59 2/1024 4711</c>.</param>
    /// <param name="times">The times of its processors: a line <c>cpu0 ...</c> for each, besides others.</param>
    /// <param name="usable">How many of them this process may use.</param>
    internal static (string Value, bool Ok) Load(string line, IReadOnlyCollection<string> times, int usable)
    {
        var load = double.Parse(line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
        var processors = times.Count(time => time.StartsWith("cpu", StringComparison.Ordinal) && char.IsAsciiDigit(time[3]));
        return Fine(string.Create(CultureInfo.InvariantCulture, $"{load:0.0} of {processors} processors wanted in the last minute")
            + (usable < processors ? $" by all that runs on the machine, of which this process may use {usable}" : string.Empty)
            + (load > processors ? ": torch's threads wait for each other while other work holds processors; end that, or give --torch-threads 1, which may be several times faster" : string.Empty));
    }

    private static SystemReportRow Describe(StandardLibrary library) => new(
        "libstdc++",
        $"{library.Path}: GLIBCXX_{library.Version}{(library.Version < StandardLibrary.WantedByTorchSharp ? $", older than the {StandardLibrary.WantedByTorchSharp} that TorchSharp 0.107 asks for; Lab adapts a copy of its library" : string.Empty)}",
        true);

    private static (string Value, bool Ok) Backend()
    {
        var packages = InstalledPackages.Find("TorchSharp-", "libtorch-");
        var path = NativePaths.Find(TorchLibrary.Name);
        return path is null
            ? ($"No native backend for {RuntimeInformation.RuntimeIdentifier}. Reference TorchSharp-cpu, TorchSharp-cuda-windows or TorchSharp-cuda-linux in the application.", false)
            : Fine($"{(packages.Count > 0 ? string.Join(", ", packages) : "packages unknown")}; {path}");
    }

    private static (string Value, bool Ok) NativeLibraryRow()
    {
        TorchRuntime.EnsureLoaded();
        return Fine($"loaded, libtorch {torch.__version__}; "
            + (TorchRuntime.PatchedLibrary is { } copy ? $"TorchSharp's library adapted to this system: {copy}" : "TorchSharp's library as packaged"));
    }

    private static (string Value, bool Ok) Extras()
    {
        if (!TorchOperator.IsAvailable)
        {
            return ("This libtorch does not let operators be called by name: optimizers use plain operations, which are slower. Use TorchSharp 0.106 or 0.107.", false);
        }

        _ = Autocast.IsEnabled(DeviceType.CPU);
        _ = Determinism.IsRequired;
        return Fine("fused optimizers, autocast and deterministic algorithms are available");
    }

    private static List<Device> Devices()
    {
        var devices = new List<Device> { torch.CPU };
        if (torch.cuda.is_available())
        {
            devices.AddRange(Enumerable.Range(0, torch.cuda.device_count()).Select(index => torch.device("cuda", index)));
        }
        else if (torch.mps_is_available())
        {
            devices.Add(torch.MPS);
        }

        return devices;
    }

    private static (string Value, bool Ok) Multiply(Device device)
    {
        using var scope = torch.NewDisposeScope();
        var (left, right, expected) = Matrices();
        var a = torch.tensor(left, [MatrixSize, MatrixSize]).to(device);
        var b = torch.tensor(right, [MatrixSize, MatrixSize]).to(device);
        _ = torch.matmul(a, b).cpu(); // The first product on a device loads its kernels.
        var start = Stopwatch.GetTimestamp();
        var product = torch.matmul(a, b).cpu();
        var elapsed = Stopwatch.GetElapsedTime(start);
        var correct = product.data<float>().ToArray().AsSpan().SequenceEqual(expected);
        var time = elapsed.TotalMilliseconds.ToString("f2", CultureInfo.InvariantCulture);
        return correct
            ? Fine($"{Name(device)}a product of two {MatrixSize}x{MatrixSize} matrices is right, {time} ms")
            : ($"{Name(device)}a product of two matrices of small whole numbers is wrong: the device or its driver is faulty; train on another.", false);
    }

    private static string Name(Device device) => device.type == DeviceType.CUDA && CudaDevices.Name(device.index) is { } name ? $"{name}, " : string.Empty;

    // Small whole numbers: every product and sum is exact in any floating-point type that a device may use.
    private static (float[] Left, float[] Right, float[] Product) Matrices()
    {
        var left = new float[MatrixSize * MatrixSize];
        var right = new float[left.Length];
        var product = new float[left.Length];
        for (var i = 0; i < left.Length; i++)
        {
            left[i] = ((i / MatrixSize) + (3 * (i % MatrixSize))) % 5 - 2;
            right[i] = ((2 * (i / MatrixSize)) + (i % MatrixSize)) % 7 - 3;
        }

        for (var row = 0; row < MatrixSize; row++)
        {
            for (var k = 0; k < MatrixSize; k++)
            {
                var factor = left[(row * MatrixSize) + k];
                for (var column = 0; column < MatrixSize; column++)
                {
                    product[(row * MatrixSize) + column] += factor * right[(k * MatrixSize) + column];
                }
            }
        }

        return (left, right, product);
    }

    private static (string Value, bool Ok) Fine(string value) => (value, true);

    private static SystemReportRow AddAndReturn(this List<SystemReportRow> rows, SystemReportRow row)
    {
        rows.Add(row);
        return row;
    }

    private static SystemReportRow Try(string name, Func<(string Value, bool Ok)> look)
    {
        try
        {
            var (value, ok) = look();
            return new(name, value, ok);
        }
        catch (Exception failure)
        {
            // A report on what is broken must get to its end. Only the first line: libtorch appends its stack.
            return new(name, failure.Message.Split('\n')[0].Trim(), false);
        }
    }
}
