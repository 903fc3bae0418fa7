namespace MaskClassification.Data;

/// <summary>Training pictures, and pictures of <c>eval</c> with the classes that an earlier model was sure of.</summary>
public sealed class PseudoLabelledDataset : FaceDataset
{
    private readonly List<FaceSample> _samples;

    /// <summary>The pictures of <paramref name="train"/>, then those that the table names.</summary>
    /// <param name="train">Labelled pictures.</param>
    /// <param name="folder">The folder that holds <c>eval</c>.</param>
    /// <param name="table">A table of answers, <c>ImageID,ans</c>.</param>
    /// <exception cref="LabValidationException">The table cannot be read, or names a picture that is not there; every problem is listed.</exception>
    public PseudoLabelledDataset(Dataset<FaceSample> train, string folder, string table)
        : base(folder)
    {
        ArgumentNullException.ThrowIfNull(train);
        var problems = new Problems();
        _samples = [.. Enumerable.Range(0, train.Count).Select(index => train[index])];
        foreach (var (imageId, answer) in AnswerTable.Read(table, problems) ?? [])
        {
            var path = Path.Combine(folder, "eval", "images", Path.GetFileName(imageId));
            if (!File.Exists(path))
            {
                problems.Add($"{path}: there is no such picture, though {table} names it.");
            }

            _samples.Add(new FaceSample(path, imageId, MaskLabel.FromIndex(answer), Person: null));
        }

        problems.ThrowIfAny();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<FaceSample> Samples => _samples;
}
