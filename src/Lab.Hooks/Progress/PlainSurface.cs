using Spectre.Console;

namespace Lab.Hooks;

/// <summary>A file or a pipe: lines of any length, without escape codes.</summary>
internal sealed class PlainSurface(IAnsiConsole console, TimeSpan interval) : ProgressSurface(console)
{
    private const int LongestLine = 240;

    public override TimeSpan Interval => interval;

    public override int Width => LongestLine;

    public override void Status(string text, double share) => WriteLine(text, heading: false);

    public override void Clear()
    {
    }

    // Past Spectre's layout, which would break lines at the 80 columns that it assumes of a pipe.
    protected override void WriteLine(string text, bool heading)
    {
        var output = Console.Profile.Out.Writer;
        output.WriteLine(text);
        output.Flush();
    }
}
