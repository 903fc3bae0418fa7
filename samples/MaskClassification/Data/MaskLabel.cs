namespace MaskClassification.Data;

/// <summary>How the mask is worn.</summary>
public enum MaskWear
{
    /// <summary>Over mouth and nose.</summary>
    Worn,

    /// <summary>Below the nose or on the chin.</summary>
    Wrong,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>The gender that the data set states.</summary>
public enum Gender
{
    /// <summary>Male.</summary>
    Male,

    /// <summary>Female.</summary>
    Female,
}

/// <summary>The three ages that are told apart.</summary>
public enum AgeBand
{
    /// <summary>Under 30.</summary>
    Young,

    /// <summary>30 to 59.</summary>
    Middle,

    /// <summary>60 and over.</summary>
    Old,
}

/// <summary>What a picture shows, one of 18 joint classes: mask * 6 + gender * 3 + age.</summary>
/// <param name="Mask">How the mask is worn.</param>
/// <param name="Gender">The person's gender.</param>
/// <param name="Age">The person's age.</param>
public readonly record struct MaskLabel(MaskWear Mask, Gender Gender, AgeBand Age)
{
    /// <summary>How many ways of wearing a mask there are.</summary>
    public const int Masks = 3;

    /// <summary>How many genders there are.</summary>
    public const int Genders = 2;

    /// <summary>How many ages there are.</summary>
    public const int Ages = 3;

    /// <summary>How many joint classes there are.</summary>
    public const int Classes = Masks * Genders * Ages;

    /// <summary>The joint class, from 0 to 17.</summary>
    public int Index => ((int)Mask * Genders * Ages) + ((int)Gender * Ages) + (int)Age;

    /// <summary>The names of the ways of wearing a mask, in index order.</summary>
    public static IReadOnlyList<string> MaskNames { get; } = ["worn", "wrong", "none"];

    /// <summary>The names of the genders, in index order.</summary>
    public static IReadOnlyList<string> GenderNames { get; } = ["male", "female"];

    /// <summary>The names of the ages, in index order.</summary>
    public static IReadOnlyList<string> AgeNames { get; } = ["<30", "30-59", "60+"];

    /// <summary>The names of the joint classes, in index order.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, Classes).Select(index => FromIndex(index).ToString())];

    /// <summary>The label of a joint class.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not between 0 and 17.</exception>
    public static MaskLabel FromIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Classes);
        return new MaskLabel((MaskWear)(index / (Genders * Ages)), (Gender)(index / Ages % Genders), (AgeBand)(index % Ages));
    }

    /// <summary>The band of an age in years.</summary>
    public static AgeBand BandOf(int age) => age < 30 ? AgeBand.Young : age < 60 ? AgeBand.Middle : AgeBand.Old;

    /// <summary>The class's name, such as <c>wrong female 30-59</c>.</summary>
    public override string ToString() => $"{MaskNames[(int)Mask]} {GenderNames[(int)Gender]} {AgeNames[(int)Age]}";
}
