using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Checkpoints;

namespace Lab.Runs;

/// <summary>The folder of one run: what it was started with, what it wrote, how it ended.</summary>
internal sealed class RunFolder
{
    private const string RecordFile = "run.json";

    private RunFolder(string path, JsonObject record)
    {
        Path = path;
        Record = record;
    }

    public string Path { get; }

    /// <summary>What <c>run.json</c> holds.</summary>
    public JsonObject Record { get; }

    public CheckpointStore Checkpoints => new(System.IO.Path.Combine(Path, "checkpoints"));

    /// <summary>The options that the run was started with, by name.</summary>
    public IReadOnlyDictionary<string, string> Options => Record["options"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>());

    /// <summary>Makes <c>output/experiment/yyyyMMdd-HHmmss[-n]</c>, a folder that nobody else has made.</summary>
    public static RunFolder Create(string output, string experiment, DateTimeOffset now, JsonObject record)
    {
        var parent = System.IO.Path.Combine(System.IO.Path.GetFullPath(output), experiment);
        var stamp = now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        try
        {
            DurableFolder.Create(parent);
            for (var number = 1; ; number++)
            {
                var path = System.IO.Path.Combine(parent, number == 1 ? stamp : $"{stamp}-{number}");
                if (TryCreate(path))
                {
                    var folder = new RunFolder(path, record);
                    folder.Save();
                    return folder;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LabException)
        {
            throw new LabValidationException([$"The run folder in {parent} cannot be made: {failure.Message} Choose another folder with --output."]);
        }
    }

    /// <summary>Refuses a folder in which nothing can be written, or below which no folder can be made, before a run reads anything. Leaves nothing behind.</summary>
    /// <exception cref="LabValidationException">Nothing can be written there; the message ends with <paramref name="advice"/>.</exception>
    public static void EnsureWritable(string path, string advice)
    {
        var there = System.IO.Path.GetFullPath(path);
        while (!System.IO.Path.Exists(there) && System.IO.Path.GetDirectoryName(there) is { } parent)
        {
            there = parent;
        }

        if (File.Exists(there))
        {
            throw new LabValidationException([$"Nothing can be written to {path}: {there} is a file. {advice}"]);
        }

        var probe = System.IO.Path.Combine(there, $".{System.IO.Path.GetRandomFileName()}");
        try
        {
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The system's own words are of a file that nobody asked for.
            var reason = failure switch
            {
                UnauthorizedAccessException => $"there is no permission to write in {there}.",
                FileNotFoundException => $"{there} takes no new files.",
                _ => failure.Message.Replace(probe, there, StringComparison.Ordinal),
            };
            throw new LabValidationException([$"Nothing can be written to {path}: {reason} {advice}"]);
        }
    }

    /// <summary>Opens the folder of an earlier run.</summary>
    /// <exception cref="LabValidationException">It is no run folder.</exception>
    public static RunFolder Open(string path)
    {
        var record = System.IO.Path.Combine(path, RecordFile);
        try
        {
            return new RunFolder(System.IO.Path.GetFullPath(path), JsonNode.Parse(File.ReadAllBytes(record))!.AsObject());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new LabValidationException([$"{path} is no run folder: {failure.Message} Name the folder that a run has printed, such as runs/<experiment>/<yyyyMMdd-HHmmss>."]);
        }
    }

    /// <summary>Records how the run stands. Replaces the file as a whole.</summary>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public void Set(string name, JsonNode? value)
    {
        Record[name] = value;
        Save();
    }

    /// <summary>Removes the folder of a run that never began.</summary>
    public void Discard() => Directory.Delete(Path, recursive: true);

    private void Save()
    {
        var record = System.IO.Path.Combine(Path, RecordFile);
        try
        {
            AtomicFile.WriteAllText(record, Record.ToJsonString(StateJson.Options));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{record} could not be written: {failure.Message} It says what it said before.", failure);
        }
    }

    // The move decides between two processes that start in one second.
    private static bool TryCreate(string path)
    {
        if (Directory.Exists(path))
        {
            return false;
        }

        var aside = $"{path}.{Environment.ProcessId}";
        Directory.CreateDirectory(aside);
        try
        {
            DurableFolder.Rename(aside, path);
            return true;
        }
        catch (IOException) when (Directory.Exists(path))
        {
            Directory.Delete(aside);
            return false;
        }
    }
}
