namespace MaskClassification.Data;

/// <summary>
/// The competition's questions: the pictures that <c>eval/info.csv</c> names, in its order. Its column <c>ans</c> is a placeholder; who knows the truth puts it beside
/// it as <c>answers.csv</c>, in the same columns, and the pictures have labels.
/// </summary>
public sealed class EvalDataset : FaceDataset
{
    internal const string QuestionsFile = "info.csv";
    internal const string AnswersFile = "answers.csv";

    private readonly List<FaceSample> _samples = [];

    /// <summary>Reads the tables and checks that the pictures are there; opens none of them.</summary>
    /// <param name="folder">The folder that holds <c>eval</c>.</param>
    /// <exception cref="LabValidationException">The folder does not have the layout; every problem is listed.</exception>
    public EvalDataset(string folder)
        : base(folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var problems = new Problems();
        var eval = Path.Combine(folder, "eval");
        var questions = AnswerTable.Read(Path.Combine(eval, QuestionsFile), problems);
        var answersFile = Path.Combine(eval, AnswersFile);
        var answers = File.Exists(answersFile) ? AnswerTable.Read(answersFile, problems) : null;
        problems.ThrowIfAny();

        IsAnswered = answers is not null;
        var truth = answers?.DistinctBy(row => row.ImageId).ToDictionary(row => row.ImageId, row => MaskLabel.FromIndex(row.Answer));
        var seen = new HashSet<string>();
        foreach (var (imageId, _) in questions!)
        {
            var path = Path.Combine(eval, "images", imageId);
            var label = default(MaskLabel);
            if (Path.GetFileName(imageId) != imageId)
            {
                problems.Add($"{eval}/{QuestionsFile}: '{imageId}' leads out of eval/images. ImageID must be the plain name of a file there.");
            }
            else if (!seen.Add(imageId))
            {
                problems.Add($"{eval}/{QuestionsFile}: '{imageId}' is named twice. Delete one of the lines.");
            }
            else if (!File.Exists(path))
            {
                problems.Add($"{path}: there is no such picture, though {QuestionsFile} names it. Add the picture or delete the line.");
            }
            else if (truth is not null && !truth.TryGetValue(imageId, out label))
            {
                problems.Add($"{answersFile}: it has no line for '{imageId}'. Add it, or delete {AnswersFile}.");
            }
            else
            {
                _samples.Add(new FaceSample(path, imageId, truth is null ? null : label, Person: null));
            }
        }

        if (questions.Count == 0)
        {
            problems.Add($"{eval}/{QuestionsFile}: it names no picture.");
        }

        problems.ThrowIfAny();
    }

    /// <summary>Whether the truth is known.</summary>
    public bool IsAnswered { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<FaceSample> Samples => _samples;
}
