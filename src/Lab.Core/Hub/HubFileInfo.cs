namespace Lab.Hub;

/// <summary>What the server says of a file.</summary>
/// <param name="Commit">The commit that the revision means.</param>
/// <param name="Hash">The hash of its content.</param>
/// <param name="Size">Its bytes.</param>
internal sealed record HubFileInfo(string Commit, string Hash, long Size);
