using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Lab.Resume.Tests;

/// <summary>Hears of what a process writes below a folder, as it is written.</summary>
internal sealed class Signs : IDisposable
{
    private readonly string _folder;
    private readonly FileSystemWatcher _watcher;
    private readonly AutoResetEvent _changed = new(false);
    private readonly ConcurrentDictionary<string, bool> _checkpoints = new();

    public Signs(string folder)
    {
        _folder = folder;
        _watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, InternalBufferSize = 1 << 16 };
        _watcher.Created += (_, change) => Hear(change.Name);
        _watcher.Changed += (_, change) => Hear(change.Name);
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Waits until a process has given a sign so many times since its start, or has ended.</summary>
    public void Wait(Child child, Sign sign, int count)
    {
        var begun = Environment.TickCount64;
        while (CountOf(sign, child.Started) < count && WaitHandle.WaitAny([child.Exited, _changed], Child.Guard) == 1)
        {
        }

        Assert.That(Environment.TickCount64 - begun, Is.LessThan(Child.Guard.TotalMilliseconds), () => $"the sign {sign} came or the process ended:\n{child.Output}");
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _changed.Dispose();
    }

    private void Hear(string? name)
    {
        if (Path.GetFileName(name) is ['.', 's', 't', 'e', 'p', ..])
        {
            _checkpoints[name!] = true;
        }

        _changed.Set();
    }

    private int CountOf(Sign sign, DateTimeOffset since) => sign switch
    {
        Sign.Checkpoint => _checkpoints.Count,
        Sign.Line => LinesSince(since).Count(),
        Sign.TrainingEpoch => LinesSince(since).Count(line => (string?)line["kind"] == "epoch" && (string?)line["phase"] == "train"),
        _ => int.MaxValue,
    };

    private IEnumerable<JsonNode> LinesSince(DateTimeOffset since) =>
        RunRemains.FolderIn(_folder) is { } run ? RunRemains.MetricsLines(run).Where(line => DateTimeOffset.Parse((string)line["time"]!, null) >= since) : [];
}
