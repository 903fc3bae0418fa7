using Lab.Checkpoints;

namespace Lab.Hub;

/// <summary>
/// The folder of fetched files, as Python's <c>huggingface_hub</c> lays it out: contents under their hashes in <c>blobs</c>, links to them under their names in <c>snapshots/commit</c>, and the commit of each
/// branch or tag in <c>refs</c>.
/// </summary>
internal sealed class HubCache(string folder)
{
    /// <summary>Where the file is, if it is here.</summary>
    public string? Find(HubFileName name)
    {
        var commit = name.IsCommit ? name.Revision : CommitOf(name);
        return commit is not null && PathIn(name, commit) is var path && File.Exists(path) ? path : null;
    }

    /// <summary>Where the content of that hash lies or will lie.</summary>
    public string BlobOf(HubFileName name, string hash) => Path.Combine(FolderOf(name), "blobs", hash);

    /// <summary>The file that whoever fetches the content of that hash holds open.</summary>
    public string LockOf(HubFileName name, string hash) => Path.Combine(folder, ".locks", NameOf(name), $"{hash}.lock");

    /// <summary>Gives a content that is here its name.</summary>
    /// <returns>Where the file is.</returns>
    public string Publish(HubFileName name, string commit, string hash)
    {
        var path = PathIn(name, commit);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
        {
            Link(path, BlobOf(name, hash));
        }

        if (!name.IsCommit)
        {
            var reference = Path.Combine(FolderOf(name), "refs", name.Revision);
            Directory.CreateDirectory(Path.GetDirectoryName(reference)!);
            AtomicFile.WriteAllText(reference, commit);
        }

        return path;
    }

    private string? CommitOf(HubFileName name)
    {
        var reference = Path.Combine(FolderOf(name), "refs", name.Revision);
        return File.Exists(reference) && File.ReadAllText(reference).Trim() is var commit && HubFileName.IsCommitHash(commit) ? commit : null;
    }

    private static void Link(string path, string blob)
    {
        try
        {
            // One that leads nowhere is in the way.
            File.Delete(path);
            File.CreateSymbolicLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, blob));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && !File.Exists(path))
        {
            // Windows allows links to some users only; Python's library then moves the content too.
            File.Move(blob, path);
        }
    }

    private string PathIn(HubFileName name, string commit) => Path.Combine(FolderOf(name), "snapshots", commit, Path.Combine(name.File.Split('/')));

    private string FolderOf(HubFileName name) => Path.Combine(folder, NameOf(name));

    private static string NameOf(HubFileName name) => $"models--{name.Repository.Replace("/", "--", StringComparison.Ordinal)}";
}
