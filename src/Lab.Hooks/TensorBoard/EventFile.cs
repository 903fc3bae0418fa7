using System.Globalization;

namespace Lab.Hooks;

/// <summary>Event files: how they are called and how they begin.</summary>
internal static class EventFile
{
    private const string Prefix = "events.out.tfevents.";

    /// <summary>Makes a new event file in a folder, with the record that lets TensorBoard recognise it already there.</summary>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public static EventFileWriter Create(string folder, DateTimeOffset now, TimeSpan flushEvery)
    {
        // TensorBoard reads a folder's files in the order of their names.
        var stem = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{now.ToUnixTimeSeconds():d10}.{Environment.MachineName}.{Environment.ProcessId}");
        var number = 0;
        while (File.Exists(PathOf(number)))
        {
            number++;
        }

        var path = PathOf(number);
        return RunFile.Guard(path, () =>
        {
            var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16);
            RecordFraming.Write(file, new EventEncoder().Encode(new VersionRecord(Seconds(now))).Span);
            file.Flush();
            return new EventFileWriter(file, path, flushEvery);
        });

        string PathOf(int index) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{stem}.{index}"));
    }

    /// <summary>The event files of a folder, the newest first.</summary>
    public static IReadOnlyList<string> NewestFirst(string folder) => Directory.Exists(folder) ? [.. Directory.GetFiles(folder, Prefix + "*").OrderDescending(StringComparer.Ordinal)] : [];

    /// <summary>A time as events hold it: seconds since 1970, UTC.</summary>
    public static double Seconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalSeconds;
}
