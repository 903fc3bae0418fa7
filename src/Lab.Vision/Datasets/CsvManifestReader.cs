using System.Buffers;
using System.Numerics;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace Lab.Vision;

/// <summary>What a manifest says.</summary>
internal sealed record CsvManifest(SampleTable Samples, IReadOnlyList<string>? ClassNames);

/// <summary>Reads a manifest and collects everything that is wrong with it.</summary>
internal sealed class CsvManifestReader
{
    private readonly CsvManifestOptions _options;
    private readonly string _path;
    private readonly string _root;
    private readonly ManifestProblems _problems;
    private readonly SampleTable _samples;
    private readonly LabelNumbers _labels;

    private CsvManifestReader(string path, CsvManifestOptions options)
    {
        _options = options;
        _path = path;
        _root = Path.GetDirectoryName(path)!;
        _problems = new ManifestProblems(path);
        _samples = new SampleTable(_root);
        _labels = new LabelNumbers(options.ClassNames);
    }

    public static CsvManifest Read(string path, CsvManifestOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(options.CheckedFiles, nameof(options));
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new LabValidationException([Directory.Exists(full) ? $"The manifest '{full}' is a folder; name the CSV file." : $"The manifest '{full}' does not exist."]);
        }

        return new CsvManifestReader(full, options).Read();
    }

    private CsvManifest Read()
    {
        try
        {
            ReadRows();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CsvFormatException or CsvValidationException)
        {
            _problems.Add($"it cannot be read: {failure.Message}");
        }

        if (_samples.Count == 0 && !_problems.Any)
        {
            _problems.Add("it lists no images.");
        }

        _problems.ThrowIfAny();
        var classes = ClassLabels.Of(_labels.Names, _options.ClassNames);
        _samples.MapLabels([.. _labels.Names.Select(name => classes.IndexOf(name)!.Value)]);
        _samples.Complete();
        return new CsvManifest(_samples, classes.Names);
    }

    private void ReadRows()
    {
        using var csv = CsvReader.FromFile(_path, new CsvReaderOptions
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

        var letters = ArrayPool<char>.Shared.Rent(1024);
        while (csv.Read())
        {
            var number = labelColumn is { } atLabel ? LabelOf(csv, Text(csv, atLabel, ref letters)) : null;
            AddRow(csv, csv.GetSpan(pathColumn!.Value), number, groupColumn is { } atGroup ? Text(csv, atGroup, ref letters) : default);
        }

        ArrayPool<char>.Shared.Return(letters);
    }

    private void AddRow(CsvReader csv, ReadOnlySpan<byte> file, int? label, ReadOnlySpan<char> group)
    {
        var row = _samples.Count;
        if (file.IsEmpty)
        {
            _problems.Add(csv.LineNumber, $"the column '{_options.PathColumn}' is empty.");
        }
        else if (!Utf8.IsValid(file) || file.Contains((byte)0))
        {
            _problems.Add(csv.LineNumber, $"the path '{Encoding.UTF8.GetString(file)}' is no text in UTF-8; save the manifest as UTF-8.");
        }
        else if (IsPlain(file))
        {
            _samples.Add(file, label, group);
            CheckFile(csv, row);
        }
        else
        {
            _samples.Add(Path.GetFullPath(Encoding.UTF8.GetString(file), _root), label, group);
            CheckFile(csv, row);
        }
    }

    // A path that need not be brought into its shortest form: relative, without empty steps, "." or "..".
    private static bool IsPlain(ReadOnlySpan<byte> path)
    {
        if (Path.DirectorySeparatorChar != '/' || path[0] == '/' || path[^1] == '/')
        {
            return false;
        }

        for (var at = path.IndexOfAny("./"u8); at >= 0;)
        {
            var rest = path[(at + 1)..];
            if (path[at] == '/' ? rest is [(byte)'/' or (byte)'.', ..] : at == 0)
            {
                return false;
            }

            var next = rest.IndexOfAny("./"u8);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return true;
    }

    private void CheckFile(CsvReader csv, int row)
    {
        if (!IsChecked(row))
        {
            return;
        }

        var path = _samples.PathOf(row);
        if (!File.Exists(path))
        {
            var hint = path.Contains('\\', StringComparison.Ordinal) && Path.DirectorySeparatorChar == '/' ? " Folders are separated by '/'." : string.Empty;
            _problems.Add(csv.LineNumber, $"there is no file '{path}'.{hint}");
        }
    }

    // Every row of the first so many, every second one up to twice as many, every fourth up to four times as many, and so on.
    private bool IsChecked(int row)
    {
        if (_options.CheckedFiles == 0)
        {
            return false;
        }

        var stride = BitOperations.RoundUpToPowerOf2((uint)(row / _options.CheckedFiles) + 1);
        return (row & (stride - 1)) == 0;
    }

    private int? LabelOf(CsvReader csv, ReadOnlySpan<char> label)
    {
        if (label.IsEmpty)
        {
            _problems.Add(csv.LineNumber, $"the column '{_options.LabelColumn}' is empty.");
            return null;
        }

        if (!_labels.TryGet(label, out var number))
        {
            _problems.Add(csv.LineNumber, $"the label '{label}' is none of the classes {string.Join(", ", _options.ClassNames!)}.");
            return null;
        }

        return number;
    }

    private static ReadOnlySpan<char> Text(CsvReader csv, int column, ref char[] letters)
    {
        // UTF-8 never has more characters than bytes.
        var bytes = csv.GetSpan(column);
        if (bytes.Length > letters.Length)
        {
            ArrayPool<char>.Shared.Return(letters);
            letters = ArrayPool<char>.Shared.Rent(bytes.Length);
        }

        return letters.AsSpan(0, Encoding.UTF8.GetChars(bytes, letters));
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
