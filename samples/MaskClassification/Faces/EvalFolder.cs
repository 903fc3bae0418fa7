using System.Globalization;
using MaskClassification.Data;

namespace MaskClassification.Faces;

/// <summary>Draws <c>eval</c>: pictures under names that say nothing, <c>info.csv</c> that asks for their classes, and <c>answers.csv</c> that knows them.</summary>
internal static class EvalFolder
{
    public static void Draw(string folder, Gallery gallery, RandomKey key, int people)
    {
        var pictures = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
        var answers = new List<(string ImageId, int Class)>(7 * people);
        var crowd = Crowd.Gather(key.Derive("crowd"), people);
        for (var number = 0; number < people; number++)
        {
            var (gender, age) = crowd[number];
            foreach (var (stem, wear, jpeg) in Album.Draw(gallery, key.Derive(number), gender, age))
            {
                var name = key.Derive(number).Derive(stem).Derive("name").Value.ToString("x16", CultureInfo.InvariantCulture) + ".jpg";
                File.WriteAllBytes(Path.Combine(pictures, name), jpeg);
                answers.Add((name, new MaskLabel(wear, gender, MaskLabel.BandOf(age)).Index));
            }
        }

        // By name, so that the pictures of a person do not stand together.
        answers.Sort((a, b) => string.CompareOrdinal(a.ImageId, b.ImageId));
        AnswerTable.Write(Path.Combine(folder, EvalDataset.QuestionsFile), answers.Select(answer => (answer.ImageId, 0)));
        AnswerTable.Write(Path.Combine(folder, EvalDataset.AnswersFile), answers);
    }
}
