using System.Globalization;

namespace MaskClassification.Data;

/// <summary>A table with the columns <c>ImageID</c> and <c>ans</c>. Its names are plain file names, so no field is quoted.</summary>
public static class AnswerTable
{
    private const string Header = "ImageID,ans";

    /// <summary>The rows of a file in their order, or null with problems noted.</summary>
    internal static IReadOnlyList<(string ImageId, int Answer)>? Read(string file, Problems problems)
    {
        if (!File.Exists(file))
        {
            problems.Add($"{file}: there is no such file. It must list the pictures of eval/images in columns {Header}.");
            return null;
        }

        using var lines = File.ReadLines(file).GetEnumerator();
        var header = lines.MoveNext() ? lines.Current.Trim() : string.Empty;
        if (header != Header)
        {
            problems.Add($"{file}: its first line is '{header}'; it must be {Header}.");
            return null;
        }

        var rows = new List<(string, int)>();
        for (var line = 2; lines.MoveNext(); line++)
        {
            var fields = lines.Current.Split(',', StringSplitOptions.TrimEntries);
            if (fields is [{ Length: > 0 } name, var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var answer) && answer < MaskLabel.Classes)
            {
                rows.Add((name, answer));
            }
            else if (lines.Current.Trim().Length > 0)
            {
                problems.Add($"{file}, line {line}: '{lines.Current}' is not a picture's name and a class from 0 to {MaskLabel.Classes - 1}.");
            }
        }

        return rows;
    }

    /// <summary>Writes a table.</summary>
    public static void Write(string file, IEnumerable<(string ImageId, int Answer)> rows)
    {
        using var writer = new StreamWriter(file) { NewLine = "\n" };
        writer.WriteLine(Header);
        foreach (var (imageId, answer) in rows)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{imageId},{answer}"));
        }
    }
}
