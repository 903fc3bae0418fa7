using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MaskClassification.Data;

/// <summary>What the name of a person's folder says: <c>{id}_{gender}_{race}_{age}</c>, such as <c>000034_male_Indian_50</c>.</summary>
/// <param name="Id">The person.</param>
/// <param name="Gender">The person's gender.</param>
/// <param name="Race">As the data set states it; not used.</param>
/// <param name="Age">In years.</param>
public sealed record PersonFolder(string Id, Gender Gender, string Race, int Age)
{
    /// <summary>The folder's name.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Id}_{MaskLabel.GenderNames[(int)Gender]}_{Race}_{Age}");

    /// <summary>Reads a folder's name.</summary>
    /// <param name="name">The name, without its path.</param>
    /// <param name="folder">What it says, if it can be read.</param>
    /// <param name="problem">Otherwise what is wrong with it.</param>
    public static bool TryParse(string name, [NotNullWhen(true)] out PersonFolder? folder, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(name);
        folder = null;
        var parts = name.Split('_');
        if (parts.Length != 4 || parts.Any(part => part.Length == 0))
        {
            problem = "the name must have four parts, {id}_{gender}_{race}_{age}, such as 000034_male_Indian_50";
            return false;
        }

        if (parts[1] is not ("male" or "female"))
        {
            problem = $"the gender is '{parts[1]}'; it must be male or female";
            return false;
        }

        if (!int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var age) || age > 120)
        {
            problem = $"the age is '{parts[3]}'; it must be a whole number of years from 0 to 120";
            return false;
        }

        folder = new PersonFolder(parts[0], parts[1] == "male" ? Gender.Male : Gender.Female, parts[2], age);
        problem = null;
        return true;
    }
}
