using MaskClassification.Data;

namespace MaskClassification.Faces;

/// <summary>Decides how many people of each gender and age are drawn: 61 percent female, 7 percent 60 or over, at least one of each kind.</summary>
internal static class Crowd
{
    /// <summary>Fewer people than this cannot hold one of each kind.</summary>
    public const int Smallest = MaskLabel.Genders * MaskLabel.Ages;

    private static readonly (Gender Gender, AgeBand Age, double Share)[] Kinds =
    [
        (Gender.Female, AgeBand.Young, 0.61 * 0.46), (Gender.Female, AgeBand.Middle, 0.61 * 0.47), (Gender.Female, AgeBand.Old, 0.61 * 0.07),
        (Gender.Male, AgeBand.Young, 0.39 * 0.46), (Gender.Male, AgeBand.Middle, 0.39 * 0.47), (Gender.Male, AgeBand.Old, 0.39 * 0.07),
    ];

    /// <summary>Genders and ages of people, in a random order.</summary>
    public static IReadOnlyList<(Gender Gender, int Age)> Gather(RandomKey key, int people)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(people, Smallest);
        var random = key.CreateRandom();
        var crowd = new List<(Gender, int)>(people);
        var (owed, given) = (0.0, Kinds.Length);
        foreach (var (gender, age, share) in Kinds)
        {
            crowd.Add((gender, Years(ref random, age)));
            owed += share * (people - Kinds.Length);
            for (; given < Kinds.Length + (int)Math.Round(owed); given++)
            {
                crowd.Add((gender, Years(ref random, age)));
            }
        }

        var order = crowd.ToArray();
        random.Shuffle<(Gender, int)>(order);
        return order;
    }

    private static int Years(ref KeyedRandom random, AgeBand age) => age switch
    {
        AgeBand.Young => random.NextInt32(18, 30),
        AgeBand.Middle => random.NextInt32(30, 60),
        _ => random.NextInt32(60, 86),
    };
}
