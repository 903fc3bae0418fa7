using System.Globalization;

namespace Lab.Checkpoints;

/// <summary>The folders of a store: checkpoints under their names, and beside them what is being written, replaced or deleted.</summary>
/// <remarks>
/// <c>.NAME.PROCESS</c> is written or deleted; what a killed process leaves of it is worth nothing. <c>.NAME.PROCESS.old</c> is the earlier state of a position that is written
/// again; it counts until the new one has its name.
/// </remarks>
internal sealed class CheckpointFolders(string root)
{
    private const string OldSuffix = ".old";

    public string Root => root;

    public static string NameOf(Position position) => string.Create(CultureInfo.InvariantCulture, $"step-{position.Step:d8}");

    public string PathOf(string name) => Path.Combine(root, Path.GetFileName(name));

    public string AsideOf(string name) => Path.Combine(root, $".{Path.GetFileName(name)}.{Environment.ProcessId}");

    /// <summary>The checkpoints, whole or not, by name; those of the most steps first, and others at the end.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> List()
    {
        if (!Directory.Exists(root))
        {
            return [];
        }

        var named = Directory.EnumerateDirectories(root).Where(folder => !IsAside(folder)).Select(folder => KeyValuePair.Create(Path.GetFileName(folder), folder));
        var old = Asides().Where(IsNeeded).Select(folder => KeyValuePair.Create(NameOfAside(folder), folder));
        return [.. named.Concat(old).OrderByDescending(pair => StepOf(pair.Key)).ThenBy(pair => pair.Key, StringComparer.Ordinal)];
    }

    /// <summary>The steps in a checkpoint's name, or null for a folder that is called otherwise.</summary>
    public static long? StepOf(string name) =>
        name.StartsWith("step-", StringComparison.Ordinal) && long.TryParse(name.AsSpan("step-".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;

    /// <summary>Gives what was written aside its name. An earlier state of the position goes only when the new one is in its place.</summary>
    public void Publish(string aside, string name)
    {
        var final = PathOf(name);
        var old = aside + OldSuffix;
        if (Directory.Exists(final))
        {
            Directory.Move(final, old);
        }

        DurableFolder.Rename(aside, final);
        if (Directory.Exists(old))
        {
            Directory.Delete(old, recursive: true);
        }
    }

    /// <summary>Deletes a checkpoint, if it is there. It loses its name first, so that what is left of a deletion that is interrupted is no checkpoint.</summary>
    public void Delete(string name)
    {
        if (Directory.Exists(PathOf(name)))
        {
            var aside = AsideOf(name);
            DurableFolder.Rename(PathOf(name), aside);
            Directory.Delete(aside, recursive: true);
        }
    }

    /// <summary>Removes what a killed process left aside, and gives back the name of an earlier state that is still needed.</summary>
    public void RemoveLeftovers()
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        foreach (var leftover in Asides())
        {
            if (IsNeeded(leftover))
            {
                DurableFolder.Rename(leftover, PathOf(NameOfAside(leftover)));
            }
            else
            {
                Directory.Delete(leftover, recursive: true);
            }
        }
    }

    private string[] Asides() => Directory.GetDirectories(root, ".*");

    private static bool IsAside(string folder) => Path.GetFileName(folder).StartsWith('.');

    private static string NameOfAside(string folder) => Path.GetFileName(folder)[1..].Split('.')[0];

    private bool IsNeeded(string aside) => aside.EndsWith(OldSuffix, StringComparison.Ordinal) && !Directory.Exists(PathOf(NameOfAside(aside)));
}
