using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lab.Checkpoints;

/// <summary>
/// The checkpoints of a run. Each is written aside, flushed, read back against its hashes and only then given its name, so a folder without a valid manifest is never mistaken for a checkpoint.
/// </summary>
public sealed class CheckpointStore
{
    private const int Format = 1;
    private const string MarksFile = "marks.json";
    private const string OldSuffix = ".old";

    // What Python's libraries look for before they take the tensors for torch's.
    private static readonly Dictionary<string, string> TorchMetadata = new() { ["format"] = "pt" };

    private readonly string _folder;

    /// <summary>The store in <paramref name="folder"/>, which is made when the first checkpoint is written.</summary>
    public CheckpointStore(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = Path.GetFullPath(folder);
    }

    /// <summary>The name of the checkpoint of a position, which is that of its step.</summary>
    public static string NameOf(Position position) => string.Create(CultureInfo.InvariantCulture, $"step-{position.Step:d8}");

    /// <summary>The valid checkpoint with the most steps, or null; <paramref name="passedOver"/> says which newer ones are no good, and why.</summary>
    public Checkpoint? FindNewest(out IReadOnlyList<string> passedOver)
    {
        var faults = new List<string>();
        passedOver = faults;
        if (!Directory.Exists(_folder))
        {
            return null;
        }

        RemoveLeftovers();

        foreach (var folder in Directory.EnumerateDirectories(_folder).Where(IsCheckpointName).OrderDescending(StringComparer.Ordinal).OrderByDescending(StepOf))
        {
            try
            {
                return Verify(folder);
            }
            catch (LabException fault)
            {
                faults.Add(fault.Message);
            }
        }

        return null;
    }

    /// <summary>The checkpoint with a name or a mark, such as <c>best</c>, verified.</summary>
    /// <exception cref="LabException">There is none, or it is damaged.</exception>
    public Checkpoint Open(string nameOrMark)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrMark);
        var name = ReadMarks().TryGetPropertyValue(nameOrMark, out var marked) ? marked!.GetValue<string>() : nameOrMark;
        var folder = Path.Combine(_folder, Path.GetFileName(name));
        return Directory.Exists(folder) ? Verify(folder) : throw new LabException($"There is no checkpoint '{nameOrMark}' in {_folder}. There are: {string.Join(", ", Names())}.");
    }

    /// <summary>Whether a mark points to a checkpoint.</summary>
    public bool HasMark(string mark) => ReadMarks().TryGetPropertyValue(mark, out var name) && Directory.Exists(Path.Combine(_folder, name!.GetValue<string>()));

    internal Checkpoint Write(CheckpointContent content, IReadOnlyCollection<string> marks)
    {
        var name = NameOf(content.Position);
        var final = Path.Combine(_folder, name);
        var aside = Path.Combine(_folder, $".{name}.{Environment.ProcessId}");
        try
        {
            RemoveLeftovers();
            Directory.CreateDirectory(aside);
            var files = new JsonObject
            {
                [Checkpoint.ModelFile] = WriteFile(aside, Checkpoint.ModelFile, stream => SafetensorsWriter.Write(stream, content.Model, TorchMetadata)),
                [Checkpoint.OptimizerFile] = WriteFile(aside, Checkpoint.OptimizerFile, stream => SafetensorsWriter.Write(stream, content.Optimizer)),
                [Checkpoint.StateFile] = WriteFile(aside, Checkpoint.StateFile, stream => WriteJson(stream, content.State)),
            };
            foreach (var (file, tensors) in new[] { (Checkpoint.AverageFile, content.Average), (Checkpoint.HooksFile, content.Hooks) }.Where(entry => entry.Item2.Count > 0))
            {
                files[file] = WriteFile(aside, file, stream => SafetensorsWriter.Write(stream, tensors, TorchMetadata));
            }

            var manifest = new JsonObject { ["format"] = Format, ["position"] = JsonSerializer.SerializeToNode(content.Position, StateJson.Options), ["files"] = files };
            _ = WriteFile(aside, Checkpoint.ManifestFile, stream => WriteJson(stream, manifest));
            _ = Verify(aside);
            // A resumed run may come to a position again: the old state goes only when the new one is in its place.
            var old = $"{aside}{OldSuffix}";
            if (Directory.Exists(final))
            {
                Directory.Move(final, old);
            }

            Directory.Move(aside, final);
            if (Directory.Exists(old))
            {
                Directory.Delete(old, recursive: true);
            }

            Mark(name, marks);
            return new Checkpoint(final, content.Position);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"Checkpoint {final} could not be written: {failure.Message} Earlier checkpoints are untouched.", failure);
        }
    }

    internal void Delete(string name)
    {
        var folder = Path.Combine(_folder, Path.GetFileName(name));
        if (Directory.Exists(folder))
        {
            // The manifest goes first: what is left of a deletion that is interrupted is no checkpoint.
            File.Delete(Path.Combine(folder, Checkpoint.ManifestFile));
            Directory.Delete(folder, recursive: true);
        }
    }

    private IEnumerable<string> Names() => Directory.Exists(_folder)
        ? ReadMarks().Select(mark => mark.Key).Concat(Directory.EnumerateDirectories(_folder).Where(IsCheckpointName).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal))
        : [];

    private static bool IsCheckpointName(string folder) => !Path.GetFileName(folder).StartsWith('.');

    private static long StepOf(string folder)
    {
        var name = Path.GetFileName(folder);
        return long.TryParse(name.AsSpan(name.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1;
    }

    private static Checkpoint Verify(string folder)
    {
        var manifestPath = Path.Combine(folder, Checkpoint.ManifestFile);
        try
        {
            var manifest = JsonNode.Parse(File.ReadAllBytes(manifestPath))!.AsObject();
            if (manifest["format"]?.GetValue<int>() is var format && format != Format)
            {
                throw new LabException($"{folder} has the format {format}; this version of Lab reads format {Format}.");
            }

            foreach (var (name, expected) in manifest["files"]!.AsObject())
            {
                var path = Path.Combine(folder, Path.GetFileName(name));
                using var stream = File.OpenRead(path);
                if (Convert.ToHexStringLower(SHA256.HashData(stream)) != expected!.GetValue<string>())
                {
                    throw new LabException($"{path} is damaged: its content differs from the hash in {Checkpoint.ManifestFile}.");
                }
            }

            return new Checkpoint(folder, manifest["position"].Deserialize<Position>(StateJson.Options));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new LabException($"{folder} is no valid checkpoint: {failure.Message}", failure);
        }
    }

    private static string WriteFile(string folder, string name, Action<Stream> write)
    {
        using var file = new FileStream(Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (var hashing = new HashingStream(file, hash))
        {
            write(hashing);
        }

        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void WriteJson(Stream stream, JsonNode node)
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        node.WriteTo(writer, StateJson.Options);
    }

    private JsonObject ReadMarks()
    {
        var path = Path.Combine(_folder, MarksFile);
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllBytes(path))!.AsObject() : [];
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new LabException($"{path} is damaged: {failure.Message} Delete it and name a checkpoint's folder instead of a mark.", failure);
        }
    }

    private void Mark(string name, IReadOnlyCollection<string> marks)
    {
        if (marks.Count == 0)
        {
            return;
        }

        var all = ReadMarks();
        foreach (var mark in marks)
        {
            all[mark] = name;
        }

        AtomicFile.WriteAllText(Path.Combine(_folder, MarksFile), all.ToJsonString(StateJson.Options));
    }

    // What a killed process was writing aside.
    private void RemoveLeftovers()
    {
        Directory.CreateDirectory(_folder);
        foreach (var leftover in Directory.GetDirectories(_folder, ".*"))
        {
            var name = Path.GetFileName(leftover)[1..].Split('.')[0];
            var final = Path.Combine(_folder, name);
            if (leftover.EndsWith(OldSuffix, StringComparison.Ordinal) && !Directory.Exists(final))
            {
                Directory.Move(leftover, final);
            }
            else
            {
                Directory.Delete(leftover, recursive: true);
            }
        }
    }
}
