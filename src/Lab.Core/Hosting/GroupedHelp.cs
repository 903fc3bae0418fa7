using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Lab.Options;

namespace Lab.Hosting;

/// <summary>The help of a verb: what <see cref="HelpAction"/> writes, but the experiment's options below it, those that the verb reads, one section for each class of options.</summary>
/// <param name="whole">Writes all that is no option of the experiment.</param>
/// <param name="catalog">The experiment's options, those of a class beside each other.</param>
/// <param name="options">The same as the command line has them, by name.</param>
/// <param name="verbs">Which verb a command is.</param>
internal sealed class GroupedHelp(HelpAction whole, IReadOnlyList<LabOption> catalog, IReadOnlyDictionary<string, Option<string?>> options, IReadOnlyDictionary<Command, LabVerbs> verbs) : SynchronousCommandLineAction
{
    private const int Indent = 2;
    private const int Widest = 40;

    public override int Invoke(ParseResult parseResult)
    {
        foreach (var option in options.Values)
        {
            option.Hidden = true;
        }

        var code = whole.Invoke(parseResult);
        var verb = verbs.GetValueOrDefault(parseResult.CommandResult.Command);
        var output = parseResult.InvocationConfiguration.Output;
        foreach (var group in catalog.Where(option => (option.Verbs & verb) != 0).GroupBy(option => option.Owner))
        {
            output.WriteLine($"{Title(group.Key)}:");
            foreach (var option in group)
            {
                Write(output, options[option.Name]);
            }

            output.WriteLine();
        }

        return code;
    }

    // The words of a class's name: "EarlyStopping" is "Early stopping".
    private static string Title(string owner)
    {
        var words = LabOption.Kebab(owner).Replace('-', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    private void Write(TextWriter output, Option option)
    {
        var name = $"{new string(' ', Indent)}{option.Name} <{option.HelpName}>".PadRight(Widest);
        var room = Math.Max(Widest, whole.MaxWidth - Widest - Indent);
        var line = name.Length > Widest ? $"{name}{Environment.NewLine}{new string(' ', Widest)}" : name;
        var used = 0;
        foreach (var word in (option.Description ?? string.Empty).Split(' '))
        {
            if (used > 0 && used + 1 + word.Length > room)
            {
                output.WriteLine(line);
                (line, used) = (new string(' ', Widest), 0);
            }

            line += used > 0 ? $" {word}" : word;
            used += word.Length + (used > 0 ? 1 : 0);
        }

        output.WriteLine(line);
    }
}
