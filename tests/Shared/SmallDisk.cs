using System.Diagnostics;

namespace Lab.Tests;

/// <summary>A file system of a few kilobytes in memory, to be filled up or made read-only. Tests that need one are skipped where nobody may mount it.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Mounts a file system of a size such as <c>256k</c>; skips the running test where that is not possible.</summary>
    public static SmallDisk Mount(string size)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Only root may mount a file system, on Linux.");
        }

        var folder = Directory.CreateTempSubdirectory("lab-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder) is { Length: > 0 } refusal)
        {
            Directory.Delete(folder);
            Assert.Ignore($"No file system can be mounted here: {refusal}");
        }

        return new SmallDisk(folder);
    }

    public void MakeReadOnly() => Assert.That(Run("mount", "-o", "remount,ro", Folder), Is.Empty);

    public void Dispose()
    {
        Assert.That(Run("umount", Folder), Is.Empty);
        Directory.Delete(Folder);
    }

    // What the command had to say against it.
    private static string Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? string.Empty : $"{command}: {error}";
    }
}
