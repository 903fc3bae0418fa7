using System.Security.Cryptography;
using System.Text.Json;
using Lab.Native;

namespace Lab.Checkpoints;

/// <summary>
/// The checkpoints of a run. Each is written aside, flushed to disk, read back against its hashes and only then given its name, so a folder without a valid manifest is never mistaken
/// for a checkpoint. Reading changes nothing on disk, so a run may be judged while another process trains it.
/// </summary>
public sealed class CheckpointStore
{
    private const string MarksFile = "marks.json";

    private readonly CheckpointFolders _folders;
    private CheckpointMarks? _marks;

    /// <summary>The store in <paramref name="folder"/>, which is made when the first checkpoint is written.</summary>
    public CheckpointStore(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folders = new CheckpointFolders(Path.GetFullPath(folder));
    }

    /// <summary>The name of the checkpoint of a position, which is that of its step.</summary>
    public static string NameOf(Position position) => CheckpointFolders.NameOf(position);

    /// <summary>The valid checkpoint with the most steps, or null; <paramref name="passedOver"/> says which newer ones are no good, and why.</summary>
    public Checkpoint? FindNewest(out IReadOnlyList<string> passedOver)
    {
        var faults = new List<string>();
        passedOver = faults;
        foreach (var (name, folder) in _folders.List().Where(entry => CheckpointFolders.StepOf(entry.Key) is not null))
        {
            try
            {
                return Verify(name, folder);
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
        var marks = ReadMarks(out var damage);
        var name = marks.Names.GetValueOrDefault(nameOrMark, nameOrMark);
        var there = _folders.List();
        return there.FirstOrDefault(entry => entry.Key == name) is { Value: { } folder }
            ? Verify(name, folder)
            : throw new LabException($"There is no checkpoint '{nameOrMark}' in {_folders.Root}. There are: {string.Join(", ", marks.Names.Keys.Concat(there.Select(entry => entry.Key)))}.{(damage is null ? string.Empty : $" {damage}")}");
    }

    /// <summary>Whether a mark points to a checkpoint.</summary>
    public bool HasMark(string mark) => ReadMarks(out _).Names.TryGetValue(mark, out var name) && _folders.List().Any(entry => entry.Key == name);

    internal Checkpoint Write(CheckpointContent content, IReadOnlyCollection<string> marks) => Write(content.Position, content.Files, marks);

    /// <summary>Writes a checkpoint and moves marks to it.</summary>
    /// <exception cref="LabException">It could not be written; the ones before are untouched.</exception>
    internal Checkpoint Write(Position position, IEnumerable<CheckpointFile> files, IReadOnlyCollection<string> marks)
    {
        var name = NameOf(position);
        var aside = _folders.AsideOf(name);
        try
        {
            _folders.RemoveLeftovers();
            DurableFolder.Create(_folders.Root);
            Directory.CreateDirectory(aside);
            var before = _marks ??= ReadMarks(out _);
            var hashes = files.ToDictionary(file => file.Name, file => WriteFile(aside, file));
            var manifest = new CheckpointManifest(CheckpointManifest.CurrentFormat, position, hashes, before.With(marks, name));
            WriteFile(aside, new CheckpointFile(Checkpoint.ManifestFile, stream => stream.Write(JsonSerializer.SerializeToUtf8Bytes(manifest.ToJson(), StateJson.Options))));
            FolderFlush.Flush(aside);
            Verify(name, aside);
            _folders.Publish(aside, name);
            WriteMarks(manifest.Marks);
            return new Checkpoint(_folders.PathOf(name), name, manifest);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LabException)
        {
            throw new LabException($"Checkpoint {_folders.PathOf(name)} could not be written: {failure.Message} {RemoveUnfinished(aside)}Earlier checkpoints are untouched.", failure);
        }
    }

    /// <summary>Makes the store as it was when a checkpoint of it was written, which a run goes on from: leftovers go, and the marks are those of then.</summary>
    internal void GoBackTo(Checkpoint checkpoint)
    {
        if (!Path.GetFullPath(checkpoint.Folder).StartsWith(_folders.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            // The run goes on in a store of its own.
            return;
        }

        try
        {
            _folders.RemoveLeftovers();
            var (newest, then) = (ReadMarks(out var damage), checkpoint.Marks);
            if (!newest.HasSameNames(then))
            {
                newest = then with { Revision = newest.Revision + 1 };
            }
            else if (damage is null && newest.Revision == (ReadMarksFile()?.Revision ?? 0))
            {
                _marks = newest;
            }

            WriteMarks(newest);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{_folders.Root} cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>Deletes a checkpoint, if it is there.</summary>
    /// <exception cref="LabException">It could not be deleted.</exception>
    internal void Delete(string name)
    {
        try
        {
            _folders.Delete(name);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"Checkpoint {_folders.PathOf(name)} could not be deleted: {failure.Message}", failure);
        }
    }

    private static Checkpoint Verify(string name, string folder)
    {
        var manifest = CheckpointManifest.Read(folder);
        manifest.Verify(folder);
        return new Checkpoint(folder, name, manifest);
    }

    private static string WriteFile(string folder, CheckpointFile content)
    {
        using var file = new FileStream(Path.Combine(folder, content.Name), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (var hashing = new HashingStream(file, hash))
        {
            content.Write(hashing);
        }

        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // A full disk must not stay full of what is worth nothing.
    private static string RemoveUnfinished(string aside)
    {
        try
        {
            if (Directory.Exists(aside))
            {
                Directory.Delete(aside, recursive: true);
            }

            return string.Empty;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"What was written of it stays in {aside}: {failure.Message} ";
        }
    }

    // The table with the highest revision of all that can be read.
    private CheckpointMarks ReadMarks(out string? damage)
    {
        var marks = CheckpointMarks.None;
        damage = null;
        try
        {
            marks = ReadMarksFile() ?? marks;
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            damage = $"{MarksFile} is damaged: {failure.Message}";
        }

        foreach (var (_, folder) in _folders.List())
        {
            try
            {
                var kept = CheckpointManifest.Read(folder).Marks;
                marks = kept.Revision > marks.Revision ? kept : marks;
            }
            catch (LabException)
            {
                // Whoever opens that checkpoint is told; the others know its marks, or they went with it.
            }
        }

        return marks;
    }

    private CheckpointMarks? ReadMarksFile()
    {
        var path = Path.Combine(_folders.Root, MarksFile);
        return File.Exists(path) ? ManifestJson.Parse<CheckpointMarks>(File.ReadAllBytes(path)) : null;
    }

    private void WriteMarks(CheckpointMarks marks)
    {
        if (!ReferenceEquals(marks, _marks))
        {
            AtomicFile.WriteAllText(Path.Combine(_folders.Root, MarksFile), marks.ToJson().ToJsonString(StateJson.Options));
            _marks = marks;
        }
    }
}
