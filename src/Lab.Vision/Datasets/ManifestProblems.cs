namespace Lab.Vision;

/// <summary>What is wrong with a manifest, with line numbers; after the first 20 problems the rest is only counted.</summary>
internal sealed class ManifestProblems(string path)
{
    private const int Limit = 20;

    private readonly List<string> _problems = [];
    private int _more;

    public bool Any => _problems.Count > 0;

    public void Add(string problem) => Append($"{path}: {problem}");

    public void Add(long line, string problem) => Append($"{path}, line {line}: {problem}");

    public void ThrowIfAny()
    {
        if (Any)
        {
            throw new LabValidationException(_more == 0 ? _problems : [.. _problems, $"{path}: {_more} more problems."]);
        }
    }

    private void Append(string problem)
    {
        if (_problems.Count < Limit)
        {
            _problems.Add(problem);
        }
        else
        {
            _more++;
        }
    }
}
