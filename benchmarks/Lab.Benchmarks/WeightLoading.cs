using System.Diagnostics;
using Lab.Vision;
using Lab.Weights;

namespace Lab.Benchmarks;

/// <summary>Seconds and memory that it takes to put a file's weights into a network that is there: the file is in the system's cache, the network's parameters have been touched.</summary>
internal static class WeightLoading
{
    private const double Megabyte = 1 << 20;

    /// <summary>Prints the median time of some rounds and how far the process grew beyond its size before the first, with the file's pages that are mapped and without.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="path">Its weights; where the file is missing, random ones are written to it as safetensors.</param>
    /// <param name="rounds">Rounds, at least 1.</param>
    public static void Run(string network, string path, int rounds)
    {
        using var model = Backbones.Create(network, 1000);
        if (!File.Exists(path))
        {
            using var file = File.Create(path);
            SafetensorsWriter.Write(file, [.. model.state_dict()]);
        }

        using (var warm = File.OpenRead(path))
        {
            warm.CopyTo(Stream.Null);
        }

        var (before, beforeAnonymous) = (Peak("VmHWM"), Peak("RssAnon"));
        var seconds = new List<double>();
        WeightReport? report = null;
        var anonymous = beforeAnonymous;
        for (var round = 0; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            report = model.LoadWeights(path);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            anonymous = Math.Max(anonymous, Peak("RssAnon"));
        }

        Console.WriteLine($"{report!.Loaded.Count} entries, {new FileInfo(path).Length / Megabyte:f0} MB: {Median.Of(seconds) * 1000:f0} ms; the process grew by {(Peak("VmHWM") - before) / 1024:f0} MB at most, {(anonymous - beforeAnonymous) / 1024:f0} MB of its own");
    }

    // Kilobytes, as Linux tells them.
    private static double Peak(string name) =>
        double.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(':')[1].Replace("kB", string.Empty, StringComparison.Ordinal).Trim(), System.Globalization.CultureInfo.InvariantCulture);
}
