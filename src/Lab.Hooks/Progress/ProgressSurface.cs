using Spectre.Console;

namespace Lab.Hooks;

/// <summary>Where progress is shown: a terminal, whose last line is redrawn, or plain output, to which lines are added.</summary>
internal abstract class ProgressSurface(IAnsiConsole console)
{
    protected IAnsiConsole Console { get; } = console;

    /// <summary>The least time between two calls of <see cref="Status"/>.</summary>
    public abstract TimeSpan Interval { get; }

    /// <summary>How many characters a line of the table may have.</summary>
    public abstract int Width { get; }

    /// <summary>Shows how far a pass is.</summary>
    public abstract void Status(string text, double share);

    /// <summary>Removes the status that is shown, if any.</summary>
    public abstract void Clear();

    /// <summary>Adds a line that stays.</summary>
    public void Line(string text, bool heading = false)
    {
        Clear();
        WriteLine(text, heading);
    }

    protected abstract void WriteLine(string text, bool heading);

    public static ProgressSurface For(IAnsiConsole console, ProgressOptions options) =>
        console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi
            ? new TerminalSurface(console)
            : new PlainSurface(console, TimeSpan.FromSeconds(options.PlainSeconds));
}
