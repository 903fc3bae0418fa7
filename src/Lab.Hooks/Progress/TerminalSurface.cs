using Spectre.Console;

namespace Lab.Hooks;

/// <summary>A terminal: the status is one line that is redrawn in place, never longer than the terminal is wide, so that it never scrolls.</summary>
internal sealed class TerminalSurface(IAnsiConsole console) : ProgressSurface(console)
{
    private const int BarLength = 20;
    private const string EraseLine = "\r\u001b[2K";

    private readonly (char Full, char Empty) _bar = console.Profile.Capabilities.Unicode ? ('━', '╌') : ('#', '-');
    private bool _shown;

    public override TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(100);

    public override int Width => Math.Max(1, Console.Profile.Width - 1);

    public override void Status(string text, double share)
    {
        var full = (int)(share * BarLength);
        var line = $"{new string(_bar.Full, full)}{new string(_bar.Empty, BarLength - full)}  {text}";
        Console.Write(new ControlCode($"{EraseLine}{(line.Length > Width ? line[..Width] : line)}"));
        _shown = true;
    }

    public override void Clear()
    {
        if (_shown)
        {
            Console.Write(new ControlCode(EraseLine));
            _shown = false;
        }
    }

    protected override void WriteLine(string text, bool heading) =>
        Console.Write(new Text(text + Environment.NewLine, heading ? new Style(decoration: Decoration.Bold) : Style.Plain));
}
