using System.Text;
using Lab.Checkpoints;

namespace Lab.Runs;

/// <summary>Writes comma-separated values as RFC 4180 says, with line feeds, aside and then under their name.</summary>
internal sealed class CsvWriter : IDisposable
{
    private readonly string _path;
    private readonly string _aside;
    private readonly FileStream _file;
    private readonly StreamWriter _writer;

    public CsvWriter(string path)
    {
        _path = path;
        _aside = AtomicFile.AsideOf(path);
        _file = new FileStream(_aside, FileMode.Create, FileAccess.Write);
        _writer = new StreamWriter(_file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
    }

    public void Write(IEnumerable<string> values) => _writer.WriteLine(string.Join(',', values.Select(Quote)));

    /// <summary>Gives the file its name; without this nothing of it remains.</summary>
    public void Complete()
    {
        _writer.Flush();
        _file.Flush(flushToDisk: true);
        _writer.Dispose();
        AtomicFile.Rename(_aside, _path);
    }

    public void Dispose()
    {
        _writer.Dispose();
        File.Delete(_aside);
    }

    private static string Quote(string value) => value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
