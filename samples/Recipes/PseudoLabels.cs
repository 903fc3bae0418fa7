using MaskClassification;

namespace Recipes;

/// <summary>A teacher answers the pictures of <c>eval</c>; a student is trained on those of which the teacher is sure, beside the labelled ones.</summary>
internal static class PseudoLabels
{
    /// <summary>Runs <c>pseudo-labels --confidence 0.9</c>.</summary>
    public static string Run(LabRunner lab, IReadOnlyDictionary<string, string> options, CancellationToken cancellation)
    {
        var confidence = options.Number("confidence", otherwise: 0.9, least: 0, most: 1);
        var shared = options.Where(option => option.Key != "confidence").ToDictionary();
        var teacher = lab.TrainAndPredict(shared, cancellation);
        var answers = Votes.Read(Path.Combine(teacher.Folder!, "predictions.csv"));
        var file = Path.Combine(teacher.Folder!, "pseudo-labels.csv");
        var sure = answers.Above(confidence);
        sure.WriteAnswers(file);
        var student = lab.TrainAndPredict(shared, cancellation, ("pseudo-labels", file));
        var judged = Votes.Read(Path.Combine(student.Folder!, "predictions.csv"));
        return $"The teacher, {teacher.Folder}, is sure of {sure.Count} of {answers.Count} pictures{answers.Judge(options.GetValueOrDefault("data"))}"
            + $"\nThe student: {student.Folder}{judged.Judge(options.GetValueOrDefault("data"))}";
    }
}
