using CsCheck;
using MaskClassification.Data;
using MaskClassification.Faces;

namespace MaskClassification.Tests.Faces;

public sealed class CrowdTests
{
    [Test]
    public void Of_120_people_61_percent_are_female_and_7_percent_60_or_over()
    {
        var crowd = Crowd.Gather(RandomKey.FromSeed(1), 120);

        Assert.That(crowd.Count(person => person.Gender == Gender.Female) / 120.0, Is.EqualTo(0.61).Within(0.02));
        Assert.That(crowd.Count(person => person.Age >= 60) / 120.0, Is.EqualTo(0.07).Within(0.02));
    }

    [Test]
    public void There_are_as_many_people_as_asked_for_and_at_least_one_of_each_kind() =>
        Gen.Int[6, 400].Sample(people =>
        {
            var crowd = Crowd.Gather(RandomKey.FromSeed(people), people);
            return crowd.Count == people
                && crowd.Select(person => (person.Gender, MaskLabel.BandOf(person.Age))).Distinct().Count() == 6
                && crowd.All(person => person.Age is >= 18 and <= 85);
        });

    [Test]
    public void Fewer_than_one_of_each_kind_is_refused() =>
        Assert.That(() => Crowd.Gather(RandomKey.FromSeed(1), 5), Throws.TypeOf<ArgumentOutOfRangeException>());
}
