using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Lab.Resume.Tests;

/// <summary>The sample as a process of its own.</summary>
internal sealed partial class Child : IDisposable
{
    /// <summary>Only keeps a test that hangs from hanging for ever.</summary>
    public static readonly TimeSpan Guard = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly AutoResetEvent _written = new(false);

    private Child(string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "MaskClassification.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("LAB_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => Exited.Set();
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        Started = DateTimeOffset.UtcNow;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public DateTimeOffset Started { get; }

    public ManualResetEvent Exited { get; } = new(false);

    /// <summary>What it has written to both outputs.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static Child Start(string folder, params IEnumerable<string> arguments) => new(folder, arguments);

    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code, and what it wrote.</returns>
    public static (int Code, string Output) Run(string folder, params IEnumerable<string> arguments)
    {
        using var child = new Child(folder, arguments);
        return (child.WaitForExit(), child.Output);
    }

    /// <summary>Lets it run for a while; true if it ended.</summary>
    public bool EndsWithin(TimeSpan time) => _process.WaitForExit(time);

    public int WaitForExit()
    {
        if (!_process.WaitForExit(Guard))
        {
            _process.Kill();
            Assert.Fail($"The application did not end within {Guard}:\n{Output}");
        }

        // Once more without a limit: only this waits for the end of its outputs.
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>Waits until it has written a text, or has ended.</summary>
    public void WaitFor(string text)
    {
        while (!Output.Contains(text, StringComparison.Ordinal) && WaitHandle.WaitAny([Exited, _written], Guard) == 1)
        {
        }

        Assert.That(Output, Does.Contain(text));
    }

    /// <summary>SIGKILL. It may have ended before.</summary>
    /// <returns>The exit code: 137 if the signal hit.</returns>
    public int Kill()
    {
        _process.Kill();
        return WaitForExit();
    }

    /// <summary>Sends SIGINT (2) or SIGTERM (15), if it has not ended yet.</summary>
    public void Send(int signal) => _ = SendSignal(_process.Id, signal);

    public void Dispose()
    {
        // Also waits for the end of its outputs, whose readers use what is disposed of here.
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _written.Dispose();
        Exited.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line is not null)
        {
            _written.Set();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
