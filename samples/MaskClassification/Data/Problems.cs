namespace MaskClassification.Data;

/// <summary>What is wrong with a folder of data, to be told all at once.</summary>
internal sealed class Problems
{
    private const int Shown = 20;

    private readonly List<string> _problems = [];

    public void Add(string problem) => _problems.Add(problem);

    /// <summary>Throws if there is any problem; of very many, the first ones and how many there are.</summary>
    /// <exception cref="LabValidationException">There are problems.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count > Shown)
        {
            throw new LabValidationException([.. _problems.Take(Shown), $"and {_problems.Count - Shown} more"]);
        }

        if (_problems.Count > 0)
        {
            throw new LabValidationException(_problems);
        }
    }
}
