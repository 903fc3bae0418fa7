using CsvHelper;

namespace Lab.Vision;

/// <summary>What a manifest says.</summary>
internal sealed record CsvManifest(string Root, IReadOnlyList<ImageSample> Samples, IReadOnlyList<string>? ClassNames);

/// <summary>Reads a manifest and collects everything that is wrong with it.</summary>
internal sealed class CsvManifestReader
{
    private readonly CsvManifestOptions _options;
    private readonly string _root;
    private readonly ManifestProblems _problems;
    private readonly List<(long Line, string Path, string? Label, string? Group)> _rows = [];

    private CsvManifestReader(string path, CsvManifestOptions options)
    {
        _options = options;
        _root = Path.GetDirectoryName(path)!;
        _problems = new ManifestProblems(path);
    }

    public static CsvManifest Read(string path, CsvManifestOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new LabValidationException([$"The manifest '{full}' does not exist."]);
        }

        return new CsvManifestReader(full, options).Read(full);
    }

    private CsvManifest Read(string path)
    {
        ReadRows(path);
        if (_rows.Count == 0 && !_problems.Any)
        {
            _problems.Add("it lists no images.");
        }

        var classes = ClassLabels.Of(_rows.Where(row => row.Label is not null).Select(row => row.Label!), _options.ClassNames);
        var samples = _rows.ConvertAll(row => new ImageSample(row.Path, LabelOf(row.Line, row.Label, classes), row.Group));
        _problems.ThrowIfAny();
        return new CsvManifest(_root, samples, classes.Names);
    }

    private void ReadRows(string path)
    {
        using var csv = CsvReader.FromFile(path, new CsvReaderOptions
        {
            Separator = _options.Separator,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            OnMalformedRecord = record => _problems.Add(record.LineNumber, "the quotes are not balanced."),
        });
        if (csv.Headers.Count == 0)
        {
            _problems.Add("the file is empty; it should begin with a line of column names.");
            return;
        }

        var pathColumn = RequiredColumn(csv, _options.PathColumn);
        var labelColumn = _options.LabelColumn is { } label ? RequiredColumn(csv, label) : null;
        int? groupColumn = _options.GroupColumn is { } group && csv.TryGetFieldIndex(group, out var index) ? index : null;
        if (_problems.Any)
        {
            return;
        }

        while (csv.Read())
        {
            AddRow(
                csv.LineNumber,
                csv.GetString(pathColumn!.Value),
                labelColumn is { } atLabel ? csv.GetString(atLabel) : null,
                groupColumn is { } atGroup ? csv.GetString(atGroup) : null);
        }
    }

    private void AddRow(long line, string file, string? label, string? group)
    {
        if (string.IsNullOrEmpty(file))
        {
            _problems.Add(line, $"the column '{_options.PathColumn}' is empty.");
            return;
        }

        var path = Path.GetFullPath(Path.Combine(_root, file));
        if (!File.Exists(path))
        {
            _problems.Add(line, $"there is no file '{path}'.");
        }

        if (label is "")
        {
            _problems.Add(line, $"the column '{_options.LabelColumn}' is empty.");
        }

        _rows.Add((line, path, string.IsNullOrEmpty(label) ? null : label, string.IsNullOrEmpty(group) ? null : group));
    }

    private int? LabelOf(long line, string? label, ClassLabels classes)
    {
        if (label is null)
        {
            return null;
        }

        var index = classes.IndexOf(label);
        if (index is null)
        {
            _problems.Add(line, $"the label '{label}' is none of the classes {string.Join(", ", classes.Names!)}.");
        }

        return index;
    }

    private int? RequiredColumn(CsvReader csv, string name)
    {
        if (csv.TryGetFieldIndex(name, out var index))
        {
            return index;
        }

        _problems.Add($"it has no column '{name}'; its columns are {string.Join(", ", csv.Headers)}.");
        return null;
    }
}
