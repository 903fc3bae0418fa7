namespace MaskClassification.Data;

/// <summary>
/// The competition's training pictures: <c>train/images/{id}_{gender}_{race}_{age}/{mask1..mask5,incorrect_mask,normal}.{jpg,jpeg,png}</c>.
/// Names that begin with a dot are passed over. A person need not have all seven pictures.
/// </summary>
public sealed class MaskDataset : FaceDataset
{
    private readonly List<FaceSample> _samples = [];

    /// <summary>Reads the names in a data set's folder; opens no picture.</summary>
    /// <param name="folder">The folder that holds <c>train</c>.</param>
    /// <exception cref="LabValidationException">The folder does not have the layout; every problem is listed.</exception>
    public MaskDataset(string folder)
        : base(folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var problems = new Problems();
        var images = Path.Combine(folder, "train", "images");
        if (!Directory.Exists(folder))
        {
            problems.Add($"{folder}: there is no such folder. Give --data the folder that holds train and eval, or leave --data out to draw faces.");
        }
        else if (!Directory.Exists(images))
        {
            problems.Add($"{images}: there is no such folder. --data must name the folder that holds train/images; it names {folder}.");
        }
        else
        {
            ReadPeople(images, problems);
        }

        problems.ThrowIfAny();
    }

    /// <summary>How many people are on the pictures.</summary>
    public int People { get; private set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<FaceSample> Samples => _samples;

    private void ReadPeople(string images, Problems problems)
    {
        foreach (var file in Pictures.FilesIn(images))
        {
            problems.Add($"{file}: a file beside the folders of people. Move it into one of them, or delete it.");
        }

        var folders = Pictures.FoldersIn(images);
        if (folders.Count == 0)
        {
            problems.Add($"{images}: there is no person's folder in it. Put in one folder per person, such as 000034_male_Indian_50.");
        }

        var seen = new Dictionary<string, string>();
        foreach (var path in folders)
        {
            if (!PersonFolder.TryParse(Path.GetFileName(path), out var person, out var problem))
            {
                problems.Add($"{path}: {problem}. Rename or delete the folder.");
                continue;
            }

            if (!seen.TryAdd(person.Id, path))
            {
                problems.Add($"{path}: person {person.Id} has another folder, {seen[person.Id]}. Keep one of them, or give one another id.");
            }

            ReadPerson(path, person, problems);
        }

        People = seen.Count;
    }

    private void ReadPerson(string path, PersonFolder person, Problems problems)
    {
        foreach (var folder in Pictures.FoldersIn(path))
        {
            problems.Add($"{folder}: a folder inside a person's folder. Move its pictures up, or delete it.");
        }

        var wears = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var files = Pictures.FilesIn(path);
        if (files.Count == 0)
        {
            problems.Add($"{path}: the person has no pictures. Put some in, or delete the folder.");
        }

        foreach (var file in files)
        {
            var stem = Path.GetFileNameWithoutExtension(file);
            if (!Pictures.IsPicture(file))
            {
                problems.Add($"{file}: no picture of the layout; its name must end in {Pictures.Extensions}. Convert or delete it.");
            }
            else if (WearOf(stem) is not { } wear)
            {
                problems.Add($"{file}: '{stem}' does not say how the mask is worn. Name the file mask1 to mask5, incorrect_mask or normal.");
            }
            else if (!wears.Add(stem))
            {
                problems.Add($"{file}: the person has another file for '{stem}'. Keep one of them.");
            }
            else
            {
                var label = new MaskLabel(wear, person.Gender, MaskLabel.BandOf(person.Age));
                _samples.Add(new FaceSample(file, $"{person.Name}/{Path.GetFileName(file)}", label, person.Id));
            }
        }
    }

    private static MaskWear? WearOf(string stem) => stem.ToUpperInvariant() switch
    {
        "MASK1" or "MASK2" or "MASK3" or "MASK4" or "MASK5" => MaskWear.Worn,
        "INCORRECT_MASK" => MaskWear.Wrong,
        "NORMAL" => MaskWear.None,
        _ => null,
    };
}
