using System.Globalization;
using System.Text;
using MaskClassification.Data;

namespace MaskClassification.Faces;

/// <summary>Draws <c>train</c>: a folder of seven pictures per person, and <c>train.csv</c>.</summary>
internal static class TrainFolder
{
    // A drawing has no race; the layout has a place for one.
    private const string Race = "Drawn";

    public static void Draw(string folder, Gallery gallery, RandomKey key, int people)
    {
        var table = new StringBuilder("id,gender,race,age,path\n");
        var crowd = Crowd.Gather(key.Derive("crowd"), people);
        for (var number = 0; number < people; number++)
        {
            var (gender, age) = crowd[number];
            var person = new PersonFolder(number.ToString("d6", CultureInfo.InvariantCulture), gender, Race, age);
            table.Append(CultureInfo.InvariantCulture, $"{person.Id},{MaskLabel.GenderNames[(int)gender]},{Race},{age},{person.Name}\n");
            var pictures = Directory.CreateDirectory(Path.Combine(folder, "images", person.Name)).FullName;
            foreach (var (stem, _, jpeg) in Album.Draw(gallery, key.Derive(number), gender, age))
            {
                File.WriteAllBytes(Path.Combine(pictures, stem + ".jpg"), jpeg);
            }
        }

        File.WriteAllText(Path.Combine(folder, "train.csv"), table.ToString());
    }
}
