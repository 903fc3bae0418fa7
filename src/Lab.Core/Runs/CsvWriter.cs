using System.Text;

namespace Lab.Runs;

/// <summary>Writes comma-separated values as RFC 4180 says, with line feeds, aside and then under their name.</summary>
internal sealed class CsvWriter : IDisposable
{
    private readonly string _path;
    private readonly string _aside;
    private readonly StreamWriter _writer;

    public CsvWriter(string path)
    {
        _path = path;
        _aside = $"{path}.{Environment.ProcessId}";
        _writer = new StreamWriter(_aside, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
    }

    public void Write(IEnumerable<string> values) => _writer.WriteLine(string.Join(',', values.Select(Quote)));

    /// <summary>Gives the file its name; without this nothing of it remains.</summary>
    public void Complete()
    {
        _writer.Dispose();
        File.Move(_aside, _path, overwrite: true);
    }

    public void Dispose()
    {
        _writer.Dispose();
        File.Delete(_aside);
    }

    private static string Quote(string value) => value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
