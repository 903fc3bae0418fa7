using System.Text;
using Spectre.Console;

namespace Lab.Hooks.Tests;

/// <summary>A console whose output is text, with or without a terminal behind it.</summary>
internal sealed class FakeOutput(bool isTerminal, int width = 120) : IAnsiConsoleOutput, IDisposable
{
    private readonly StringWriter _writer = new() { NewLine = "\n" };

    public TextWriter Writer => _writer;

    public bool IsTerminal => isTerminal;

    public int Width => width;

    public int Height => 25;

    public string Text => _writer.ToString();

    public IAnsiConsole Console => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
        Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        Out = this,
    });

    public void Dispose() => _writer.Dispose();

    public void SetEncoding(Encoding encoding)
    {
    }

    /// <summary>What a terminal shows: the last line is what was drawn over it last.</summary>
    public string[] Screen
    {
        get
        {
            var lines = new List<string>();
            foreach (var line in Text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n'))
            {
                lines.Add(line.Split("\r\u001b[2K")[^1].Replace("\u001b[1m", string.Empty, StringComparison.Ordinal).Replace("\u001b[0m", string.Empty, StringComparison.Ordinal));
            }

            return [.. lines];
        }
    }
}
