using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lab.Checkpoints;

/// <summary>What a checkpoint's last file says of the others.</summary>
/// <param name="Format">The version of the folder's layout.</param>
/// <param name="Position">Where the run stood.</param>
/// <param name="Files">SHA-256 of every other file, by name.</param>
/// <param name="Marks">The marks of all checkpoints once this one was written.</param>
internal sealed record CheckpointManifest(int Format, Position Position, IReadOnlyDictionary<string, string> Files, CheckpointMarks Marks)
{
    public const int CurrentFormat = 1;

    private static readonly string[] Needed = [Checkpoint.ModelFile, Checkpoint.StateFile];

    public JsonNode ToJson() => ManifestJson.ToNode(this);

    /// <summary>Reads the manifest of a folder, without looking at the files that it names.</summary>
    /// <exception cref="LabException">There is none, or it is damaged or of another format.</exception>
    public static CheckpointManifest Read(string folder)
    {
        try
        {
            var text = File.ReadAllBytes(Path.Combine(folder, Checkpoint.ManifestFile));

            // A later version may hold other things, so its number comes first.
            var format = ManifestJson.Parse<Version>(text).Format;
            if (format != CurrentFormat)
            {
                throw new LabException($"{folder} has the format {format}; this version of Lab reads format {CurrentFormat}. Use the version of Lab that wrote it.");
            }

            var manifest = ManifestJson.Parse<CheckpointManifest>(text);
            if (manifest.Files.Keys.FirstOrDefault(name => name != Path.GetFileName(name)) is { } outside)
            {
                throw new LabException($"{folder} is no valid checkpoint: {Checkpoint.ManifestFile} names '{outside}', which is not in the folder.");
            }

            return Needed.FirstOrDefault(name => !manifest.Files.ContainsKey(name)) is { } missing
                ? throw new LabException($"{folder} is no valid checkpoint: {Checkpoint.ManifestFile} does not name {missing}.")
                : manifest;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{folder} is no valid checkpoint: {failure.Message}", failure);
        }
        catch (JsonException failure)
        {
            throw new LabException($"{folder} is no valid checkpoint: {Checkpoint.ManifestFile} is damaged: {failure.Message}", failure);
        }
    }

    /// <summary>Compares every file with its hash.</summary>
    /// <exception cref="LabException">A file is missing or its content is another.</exception>
    public void Verify(string folder)
    {
        foreach (var (name, expected) in Files)
        {
            var path = Path.Combine(folder, name);
            try
            {
                using var stream = File.OpenRead(path);
                if (Convert.ToHexStringLower(SHA256.HashData(stream)) != expected)
                {
                    throw new LabException($"{path} is damaged: its content differs from the hash in {Checkpoint.ManifestFile}.");
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new LabException($"{folder} is no valid checkpoint: {failure.Message}", failure);
            }
        }
    }

    private sealed record Version(int Format);
}
