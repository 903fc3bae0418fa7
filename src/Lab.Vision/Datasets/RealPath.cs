namespace Lab.Vision;

/// <summary>Paths without symbolic links.</summary>
internal static class RealPath
{
    // As many as Linux follows in one path.
    private const int MostLinks = 40;

    /// <summary>The path of what <paramref name="path"/> leads to, through links in any of its steps; as far as it can be followed.</summary>
    public static string Of(string path)
    {
        var links = 0;
        return Of(Path.GetFullPath(path), ref links);
    }

    private static string Of(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        var here = Path.Combine(Of(parent, ref links), Path.GetFileName(path));
        return links < MostLinks && Target(here) is { } target && ++links <= MostLinks
            ? Of(Path.GetFullPath(target, Path.GetDirectoryName(here)!), ref links)
            : here;
    }

    private static string? Target(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What cannot be looked at is taken for what it is called; opening it will say what is wrong.
            return null;
        }
    }
}
