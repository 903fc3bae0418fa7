using System.Text.RegularExpressions;

namespace Lab.Hub;

/// <summary>A file of a repository on the hub.</summary>
/// <param name="Repository">Owner and name, such as "timm/resnet18.a1_in1k".</param>
/// <param name="File">The file's path in it, such as "model.safetensors".</param>
/// <param name="Revision">A branch, a tag or a commit. Default: main.</param>
public sealed partial record HubFileName(string Repository, string File, string Revision = "main")
{
    /// <summary>Whether a text has the form of a repository, with or without <c>@revision</c>.</summary>
    public static bool IsRepository(string text) => RepositoryForm().IsMatch(text ?? string.Empty);

    /// <summary>The file of a repository that is named as <c>owner/name</c> or <c>owner/name@revision</c>.</summary>
    /// <exception cref="LabException">The text has another form.</exception>
    public static HubFileName Of(string repository, string file)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var match = RepositoryForm().Match(repository);
        if (!match.Success)
        {
            throw new LabException($"'{repository}' is no repository: it must be owner/name, such as timm/resnet18.a1_in1k, and may end with @revision.");
        }

        var name = new HubFileName(match.Groups[1].Value, file, match.Groups[2].Success ? match.Groups[2].Value : "main");
        name.Check();
        return name;
    }

    /// <summary>Whether the revision is a commit, whose files never change.</summary>
    internal bool IsCommit => CommitForm().IsMatch(Revision);

    internal Uri AddressAt(Uri endpoint) => new($"{endpoint.AbsoluteUri.TrimEnd('/')}/{Repository}/resolve/{Uri.EscapeDataString(Revision)}/{string.Join('/', File.Split('/').Select(Uri.EscapeDataString))}");

    // These become parts of paths.
    internal void Check()
    {
        if (!RepositoryForm().IsMatch(Repository) || Repository.Contains('@', StringComparison.Ordinal) || !IsPath(File) || !IsPath(Revision))
        {
            throw new LabException($"'{File}' of '{Repository}' at '{Revision}' is no file on the hub: names are letters, digits, '.', '-', '_' and '/', without '..'.");
        }
    }

    internal static bool IsCommitHash(string text) => CommitForm().IsMatch(text);

    private static bool IsPath(string text) => PathForm().IsMatch(text) && text.Split('/').All(part => part.Length > 0 && part is not ("." or ".."));

    /// <inheritdoc/>
    public override string ToString() => $"{File} of {Repository}{(Revision == "main" ? string.Empty : $"@{Revision}")}";

    [GeneratedRegex(@"\A([A-Za-z0-9_-][A-Za-z0-9._-]*/[A-Za-z0-9_-][A-Za-z0-9._-]*)(?:@([A-Za-z0-9._/-]+))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex RepositoryForm();

    [GeneratedRegex(@"\A[A-Za-z0-9._/ -]{1,255}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PathForm();

    [GeneratedRegex(@"\A[0-9a-f]{40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CommitForm();
}
